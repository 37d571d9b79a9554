//! A message in every kind of format, with whatever stands where its context should:
//! the payload is never lost, and what is no context is none.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use trace_runtime::exporter::MemoryExporter;
use trace_runtime::sampling::{Decision, Sampler};
use trace_runtime::stats::Counter;
use trace_runtime::{Carried, Pipeline, SealedContract, linked_trace, run_sync, stats};

const TRACEPARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/// How often the sampler was asked.
static ASKED: AtomicU64 = AtomicU64::new(0);

/// One test at a time: counters are the process's.
fn one() -> (std::sync::MutexGuard<'static, ()>, &'static MemoryExporter) {
    static ONE: Mutex<()> = Mutex::new(());
    static PIPELINE: OnceLock<(Pipeline, MemoryExporter)> = OnceLock::new();
    let one = ONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (_, exporter) = PIPELINE.get_or_init(|| {
        let exporter = MemoryExporter::new();
        let sampler = Sampler::custom(|_| {
            ASKED.fetch_add(1, Ordering::Relaxed);
            Decision::Record
        });
        let builder = Pipeline::builder().sampler(sampler);
        let pipeline = builder.exporter(exporter.clone()).install().unwrap();
        (pipeline, exporter)
    });
    (one, exporter)
}

/// Writes and reads one value.
type Format = (
    &'static str,
    fn(&Value) -> Vec<u8>,
    fn(&[u8]) -> Result<Carried<String>, String>,
);

/// Those that say of what type each value is.
const FORMATS: [Format; 3] = [
    (
        "JSON",
        |value| serde_json::to_vec(value).unwrap(),
        |bytes| serde_json::from_slice(bytes).map_err(|error| error.to_string()),
    ),
    (
        "MessagePack",
        |value| rmp_serde::to_vec_named(value).unwrap(),
        |bytes| rmp_serde::from_slice(bytes).map_err(|error| error.to_string()),
    ),
    ("CBOR", cbor, from_cbor),
];

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn from_cbor<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    ciborium::from_reader(bytes).map_err(|error| error.to_string())
}

/// Messages of others, and old ones of ours, in all of which nothing can be continued.
fn without_context() -> Vec<Value> {
    let traces = [
        json!(null),
        json!({}),
        json!([]),
        json!([1, {"a": null}, "x"]),
        json!(7),
        json!(-7),
        json!(0.5),
        json!(true),
        json!(""),
        json!(TRACEPARENT),
        json!({ "traceparent": null }),
        json!({ "traceparent": 1, "baggage": {}, "tracestate": [] }),
        json!({ "traceparent": "00-00000000000000000000000000000000-0000000000000000-01" }),
        json!({ "traceparent": { "deep": [[[]]] }, "other": "x" }),
        json!({ "TRACE": "x" }),
    ];
    let mut messages: Vec<_> = traces
        .into_iter()
        .map(|trace| json!({ "trace": trace, "payload": "kept" }))
        .collect();
    messages.push(json!({ "payload": "kept" }));
    messages.push(json!({ "payload": "kept", "trace": null, "version": 1 }));
    messages
}

#[test]
fn what_is_no_context_is_none_and_the_payload_stays() {
    let (_one, _) = one();
    for message in without_context() {
        for (format, write, read) in FORMATS {
            let before = stats().counter(Counter::MessageWithoutContext);
            let read = read(&write(&message));
            let read = read.unwrap_or_else(|error| panic!("{format}, {message}: {error}"));
            let counted = || stats().counter(Counter::MessageWithoutContext) - before;
            assert_eq!(counted(), 0, "{format}: nothing is decided by reading");
            read.open_sync("consume", |cx, payload| {
                assert_eq!(payload, "kept", "{format}, {message}");
                assert!(cx.is_recording());
            });
            assert_eq!(counted(), 1, "{format}, {message}");
        }
    }
}

/// CBOR has values that JSON has not.
#[test]
fn what_only_cbor_can_say_is_no_context_either() {
    let (_one, _) = one();
    for (what, trace) in [
        ("a time", &[0xc1, 0x1a, 0, 0, 0, 1][..]),
        ("a tagged map", &[0xd9, 0xd9, 0xf7, 0xa0]),
        ("a tag in a map", &[0xa1, 0x61, b'x', 0xc1, 1]),
        ("a tag as a name", &[0xa1, 0xc1, 1, 0x61, b'x']),
        ("a tag in a tag", &[0xc1, 0xc1, 1]),
        ("a tag in a list", &[0x81, 0xc1, 1]),
        ("bytes", &[0x42, 1, 2]),
        ("undefined", &[0xf7]),
        ("a large number", &[0xc2, 0x41, 9]),
    ] {
        let bytes = [b"\xa2\x65trace", trace, b"\x67payload\x64kept"].concat();
        let read: Result<Carried<String>, _> = from_cbor(&bytes);
        let read = read.unwrap_or_else(|error| panic!("{what}: {error}"));
        let payload = read.open_sync("consume", |_, payload| payload);
        assert_eq!(payload, "kept", "{what}");
    }
}

#[test]
fn a_context_is_continued_whatever_stands_beside_it() {
    let (_one, _) = one();
    for trace in [
        json!({ "traceparent": TRACEPARENT }),
        json!({ "traceparent": TRACEPARENT, "tracestate": 1, "x": [] }),
        json!({ "Traceparent": TRACEPARENT, "baggage": "role=admin" }),
    ] {
        let message = json!({ "payload": "kept", "trace": trace });
        for (format, write, read) in FORMATS {
            let read = read(&write(&message)).unwrap();
            read.open_sync("consume", |cx, _| {
                assert_eq!(cx.trace_id().to_string(), TRACEPARENT[3..35], "{format}");
            });
        }
    }
}

/// The way there and back, in formats that leave out names and types as well.
#[test]
fn what_we_write_we_read() {
    fn check<B>(
        name: &str,
        write: impl Fn(&Carried<String>) -> B,
        read: impl Fn(&B) -> Carried<String>,
    ) {
        let (sent, trace_id) = run_sync("produce", |cx| {
            (Carried::new(cx, "kept".to_owned()), cx.trace_id())
        });
        let received = read(&write(&sent));
        // Forwarded as it came, before and after it was used.
        let forwarded = read(&write(&received));
        for received in [received, forwarded] {
            received.clone().open_sync("consume", |cx, payload| {
                assert_eq!(
                    (payload.as_str(), cx.trace_id()),
                    ("kept", trace_id),
                    "{name}"
                );
            });
            read(&write(&received)).open_sync("consume", |cx, _| {
                assert_eq!(cx.trace_id(), trace_id, "{name}");
            });
        }
        let bare = read(&write(&Carried::without_context("bare".to_owned())));
        assert_eq!(
            bare.open_sync("consume", |_, payload| payload),
            "bare",
            "{name}"
        );
    }
    fn bytes<T: Serialize>(value: &T) -> Vec<u8> {
        let mut bytes = Vec::new();
        ciborium::into_writer(value, &mut bytes).unwrap();
        bytes
    }
    let (_one, _) = one();
    check(
        "JSON",
        |sent| serde_json::to_string(sent).unwrap(),
        |wire| serde_json::from_str(wire).unwrap(),
    );
    check(
        "a JSON value",
        |sent| serde_json::to_value(sent).unwrap(),
        |wire| serde_json::from_value(wire.clone()).unwrap(),
    );
    check(
        "MessagePack",
        |sent| rmp_serde::to_vec(sent).unwrap(),
        |wire| rmp_serde::from_slice(wire).unwrap(),
    );
    check(
        "MessagePack with names",
        |sent| rmp_serde::to_vec_named(sent).unwrap(),
        |wire| rmp_serde::from_slice(wire).unwrap(),
    );
    check("CBOR", bytes, |wire| from_cbor(wire).unwrap());
    check(
        "postcard",
        |sent| postcard::to_allocvec(sent).unwrap(),
        |wire| postcard::from_bytes(wire).unwrap(),
    );
}

#[test]
fn reading_draws_no_id_and_asks_no_sampler() {
    let (_one, _) = one();
    let before = ASKED.load(Ordering::Relaxed);
    let asked = || ASKED.load(Ordering::Relaxed) - before;
    let with = json!({ "payload": 1, "trace": { "traceparent": TRACEPARENT } });
    let with: Carried<u8> = serde_json::from_value(with).unwrap();
    let without: Carried<u8> = serde_json::from_value(json!({ "payload": 1 })).unwrap();
    assert_eq!(with.contract().trace_id().to_string(), TRACEPARENT[3..35]);
    assert!(format!("{with:?} {without:?}").contains("trace_id: None"));
    assert_eq!(serde_json::to_value(&without).unwrap()["trace"], json!({}));
    assert_eq!(asked(), 0);
    // Clones are one context: what is begun once is begun for all.
    let both = [without.clone(), without];
    let traces = both.map(|message| message.open_sync("consume", |cx, _| cx.trace_id()));
    assert_eq!(traces[0], traces[1]);
    assert_eq!(asked(), 1);
}

/// To be asked for what is known decides nothing either; an id that somebody has seen goes
/// along when the message is passed on, and is that of the trace which begins later.
#[test]
fn what_was_asked_for_stays_so() {
    let (_one, exporter) = one();
    let sealed: SealedContract = serde_json::from_value(json!({})).unwrap();
    assert_eq!(serde_json::to_value(&sealed).unwrap(), json!({}));
    let before = ASKED.load(Ordering::Relaxed);
    let (trace_id, correlation_id) = (sealed.trace_id(), sealed.correlation_id());
    assert_eq!(sealed.span_id(), None);
    assert!(!sealed.trace_flags().is_sampled());
    let passed_on = serde_json::to_value(&sealed).unwrap();
    assert_eq!(
        passed_on,
        json!({ "x-correlation-id": correlation_id.as_str() })
    );
    assert_eq!(ASKED.load(Ordering::Relaxed), before);
    let of_span = sealed.open_sync("consume", |cx| (cx.trace_id(), cx.correlation_id()));
    assert_eq!(of_span, (trace_id, correlation_id));
    assert_eq!(ASKED.load(Ordering::Relaxed), before + 1);
    trace_runtime::flush(std::time::Duration::from_secs(5)).unwrap();
    let spans = exporter.trace(trace_id);
    assert_eq!(spans.len(), 1);
    assert_eq!(spans[0].name, "consume");
}

#[test]
fn a_trace_begun_by_a_message_is_an_ordinary_one() {
    let (_one, exporter) = one();
    for name in ["consume", "consume linked"] {
        let sealed: SealedContract = serde_json::from_str("null").unwrap();
        let trace_id = match name {
            "consume" => sealed.open_sync(name, |cx| cx.trace_id()),
            _ => sealed.open_sync(linked_trace(name), |cx| cx.trace_id()),
        };
        trace_runtime::flush(std::time::Duration::from_secs(30)).unwrap();
        let spans = exporter.trace(trace_id);
        assert_eq!(spans.len(), 1);
        assert!(spans[0].parent_span_id.is_none() && spans[0].links.is_empty());
    }
}

#[test]
fn a_message_is_read_under_the_readers_own_contract() {
    let (_one, exporter) = one();
    let (message, sender) = run_sync("publish", |cx| {
        (Carried::new(cx, 7), (cx.trace_id(), cx.span_id()))
    });
    let wire = serde_json::to_string(&message).unwrap();
    let reader = run_sync("watch", |cx| {
        assert_eq!(message.clone().read(cx), 7);
        let over_the_wire: Carried<u8> = serde_json::from_str(&wire).unwrap();
        assert_eq!(over_the_wire.read(cx), 7);
        assert_eq!(Carried::without_context(8).read(cx), 8);
        cx.trace_id()
    });
    trace_runtime::flush(std::time::Duration::from_secs(30)).unwrap();
    let spans = exporter.trace(reader);
    let [watch] = &spans[..] else {
        panic!("reading makes no span: {spans:?}");
    };
    let links: Vec<_> = watch
        .links
        .iter()
        .map(|link| (link.trace_id, link.span_id))
        .collect();
    assert_eq!(links, [sender, sender]);
    assert_eq!(
        exporter.trace(sender.0).len(),
        1,
        "nor one in the sender's trace"
    );
}
