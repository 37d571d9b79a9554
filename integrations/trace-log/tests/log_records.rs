//! Records of the `log` crate as lines.

#![cfg(feature = "log")]
#![allow(clippy::unwrap_used)]

mod support;

use std::fmt;
use std::sync::Once;

use log::kv::{self, Source, VisitSource};
use serde_json::{Value, json};
use support::{json as lines, logged};
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

fn bridge() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| trace_log::bridge_log().unwrap());
}

fn json_line(body: impl FnOnce()) -> Value {
    bridge();
    support::json_line(body)
}

/// Its `Display` panics.
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("in Display")
    }
}

#[test]
fn key_values_are_fields_of_their_types() {
    let error = "x".parse::<u8>().unwrap_err();
    let broken = Broken;
    let line = json_line(|| {
        trace_runtime::run_sync("job", |_| {
            log::warn!(
                target: "old::library",
                yes = true, int = -1, large = u64::MAX, huge = u128::MAX, float = 0.5,
                text = "a \"b\"\n", character = 'c', nothing = None::<u8>, unit = (),
                display:% = error, debug:? = Some("d"), broken:% = broken;
                "order {} paid", 42
            );
        });
    });
    assert_eq!(line["level"], "WARN");
    assert_eq!(line["target"], "old::library");
    assert_eq!(line["message"], "order 42 paid");
    assert!(line["trace_id"].is_string());
    assert_eq!(
        line["fields"],
        json!({
            "yes": true,
            "int": -1,
            "large": u64::MAX,
            "huge": u128::MAX.to_string(),
            "float": 0.5,
            "text": "a \"b\"\n",
            "character": "c",
            "nothing": null,
            "unit": null,
            "display": "invalid digit found in string",
            "debug": "Some(\"d\")",
            "broken": "<panicked>",
        })
    );
}

#[test]
fn a_key_may_have_any_name() {
    struct Odd;
    impl Source for Odd {
        fn visit<'kvs>(&'kvs self, to: &mut dyn VisitSource<'kvs>) -> Result<(), kv::Error> {
            for (number, key) in [
                "message",
                "message",
                "level",
                "target",
                "trace_id",
                "log.target",
                "log.line",
                "",
                "a",
                "a",
                "a#2",
                "a",
            ]
            .into_iter()
            .enumerate()
            {
                to.visit_pair(key.into(), kv::Value::from(number))?;
            }
            panic!("at its end")
        }
    }
    let line = json_line(|| {
        let mut record = log::Record::builder();
        let record = record
            .level(log::Level::Info)
            .target("t")
            .file(Some("f.rs"));
        let record = record.key_values(&Odd).args(format_args!("text")).build();
        log::logger().log(&record);
    });
    assert_eq!(line["message"], "text");
    assert_eq!(line["target"], "t");
    assert_eq!(
        line["fields"],
        json!({
            "message": 0, "message#2": 1, "level": 2, "target": 3, "trace_id": 4,
            "log.target": 5, "log.line": 6, "": 7, "a": 8, "a#3": 9, "a#2": 10, "a#4": 11,
        })
    );
}

#[test]
fn records_within_records_keep_theirs() {
    struct Logs;
    impl fmt::Display for Logs {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            log::info!(inner = 1; "inner");
            tracing::info!(event = 2, "event");
            f.write_str("logs")
        }
    }
    bridge();
    let value = Logs;
    let written = lines(|| log::info!(outer = 3, value:% = value; "{}", Logs));
    let read: Vec<_> = written
        .iter()
        .map(|line| (line["message"].as_str().unwrap(), line["fields"].clone()))
        .collect();
    let inner = vec![
        ("inner", json!({ "inner": 1 })),
        ("event", json!({ "event": 2 })),
    ];
    let outer = vec![("logs", json!({ "outer": 3, "value": "logs" }))];
    // For the value alone: within an event, `tracing` has no subscriber for others.
    assert_eq!(read, [inner, outer].concat());
    // An event has none of a record's.
    assert_eq!(json_line(|| tracing::info!("after")).get("fields"), None);
}

#[test]
fn long_texts_are_cut_and_filters_are_heeded() {
    bridge();
    let long = "x".repeat(100);
    let short = logged(trace_log::json().value_limit(5), || {
        log::info!(text = long; "m");
    });
    assert_eq!(short.json()[0]["fields"]["text"], "xxxxx\u{2026}");

    let captured = support::Captured::default();
    let layer = trace_log::json().writer(captured.clone());
    let subscriber = tracing_subscriber::registry().with(layer.with_filter(LevelFilter::WARN));
    tracing::subscriber::with_default(subscriber, || {
        let refused = Broken;
        log::info!(value:% = refused; "refused");
        log::warn!(value = 1; "taken");
    });
    let written = captured.json();
    assert_eq!(written.len(), 1);
    assert_eq!(written[0]["fields"], json!({ "value": 1 }));
}

#[test]
fn people_read_them_as_well() {
    bridge();
    let text = logged(trace_log::terminal(), || {
        log::info!(target: "t", nothing = None::<u8>, text = "a b"; "m");
    });
    assert!(text.text().ends_with(" t: m nothing=null text=\"a b\"\n"));
}

#[test]
fn one_bridge_is_enough() {
    bridge();
    let again = trace_log::bridge_log().unwrap_err();
    assert!(again.to_string().contains("`log` crate"), "{again}");
}
