//! One encoder for all batches: every kind of value under keys of every length,
//! byte for byte what prost writes, and no allocation.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use allocation_counter::measure;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use prost::Message as _;
use support::expected::expected;
use support::{spans, with_batch};
use trace_otel::OtlpEncoder;
use trace_runtime::exporter::{Batch, FinishedSpan};
use trace_runtime::{TraceContract, Value, traced};

/// Keys up to 27 bytes take the shortest way; these stand around that.
#[traced(attributes(
    k = value,
    key.of_twenty_six_bytes.xx = value,
    key.of_twenty_seven_bytes.x = value,
    key.of_twenty_eight_bytes.xx = value,
    key.so_long.that_its_attribute_takes_more.than_one_hundred_and_twenty_seven_bytes.whatever_its_value_is.be_it_only_yes_or_no.or_a_7 = value,
    again = value,
))]
fn declare(cx: &TraceContract, value: &Value, again: Option<i64>) {
    if let Some(again) = again {
        cx.set_attribute("again", again);
        cx.add_event("set again", [("to", again)]);
    }
}

fn values() -> Vec<Value> {
    let mut values = vec![Value::Bool(false), Value::Bool(true)];
    for shift in 0..64 {
        let power = 1_i64 << shift;
        values.extend([power.wrapping_sub(1), power, power.wrapping_neg()].map(Value::I64));
    }
    values.extend([0.0, -0.0, f64::MIN, f64::INFINITY].map(Value::F64));
    for length in (0..140).chain([1_000, 8_192]) {
        values.push(Value::from("x".repeat(length)));
        values.push(Value::from("é".repeat(length / 2)));
    }
    for length in [0, 1, 70, 300] {
        values.push(Value::Bools(vec![true; length]));
        values.push(Value::I64s(vec![-1; length]));
        values.push(Value::F64s(vec![1.5; length]));
        values.push(Value::Strs(vec!["text".into(); length]));
    }
    values
}

/// Records what `record` does, encodes it, and gives the encoder back, with what
/// was recorded and what was encoded.
fn encode(
    mut encoder: OtlpEncoder,
    record: impl FnOnce(),
) -> (OtlpEncoder, Vec<FinishedSpan>, Vec<u8>) {
    with_batch(record, move |batch| {
        let recorded = batch.spans().map(|span| span.to_finished()).collect();
        let bytes = encoder.encode(batch).to_vec();
        (encoder, recorded, bytes)
    })
}

fn declare_all() {
    trace_runtime::run_sync("all", |cx| {
        for value in values() {
            declare(cx, &value, None);
        }
        for value in values() {
            declare(cx, &value, Some(7));
        }
    });
}

#[test]
fn every_value_under_every_key_survives() {
    let (_, recorded, bytes) = encode(OtlpEncoder::new().code_attributes(false), declare_all);
    let request = ExportTraceServiceRequest::decode(&bytes[..]).unwrap();
    let sent = spans(request);
    assert_eq!(sent.len(), recorded.len());
    for (recorded, sent) in recorded.iter().zip(&sent) {
        assert_eq!(*sent, expected(recorded));
    }
    let lengths: Vec<_> = sent[0].attributes.iter().map(|kv| kv.key.len()).collect();
    assert_eq!(
        lengths,
        [1, 26, 27, 28, 131, 5],
        "the keys are as announced"
    );
}

/// So that no length takes a byte too many, whatever was expected of it.
#[test]
fn a_message_is_what_prost_writes_byte_for_byte() {
    let mut encoder = OtlpEncoder::new();
    for count in [1, 2, 60, 1, 700, 3, 9_000, 5] {
        let record = || {
            trace_runtime::run_sync("root", |cx| {
                for index in 1..count {
                    declare(cx, &Value::I64(index), None);
                }
            });
        };
        let (used, recorded, bytes) = encode(encoder, record);
        encoder = used;
        assert_eq!(recorded.len() as i64, count);
        assert!(again(&bytes) == bytes, "{count} spans");
    }
    let (encoder, _, bytes) = encode(encoder, declare_all);
    assert!(again(&bytes) == bytes);
    let long = Value::from("x".repeat(8_000));
    let (_, _, bytes) = encode(encoder, || {
        trace_runtime::run_sync("root", |cx| (0..60).for_each(|_| declare(cx, &long, None)));
    });
    assert!(bytes.len() > 1 << 21, "its lengths take four bytes");
    assert!(again(&bytes) == bytes);
}

fn again(bytes: &[u8]) -> Vec<u8> {
    let request = ExportTraceServiceRequest::decode(bytes).unwrap();
    request.encode_to_vec()
}

#[test]
fn a_warm_encoder_allocates_nothing() {
    fn allocations(encoder: &mut OtlpEncoder, batch: &Batch<'_>) -> u64 {
        measure(|| assert!(encoder.encode(batch).len() > 1_000)).count_total
    }
    let (cold, warm) = with_batch(declare_all, |batch| {
        let mut encoder = OtlpEncoder::new();
        (
            allocations(&mut encoder, batch),
            allocations(&mut encoder, batch),
        )
    });
    assert!(cold > 0, "the count works");
    assert_eq!(warm, 0);
}
