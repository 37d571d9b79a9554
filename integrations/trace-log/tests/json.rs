//! What a JSON line holds, and what cannot get out of it.

#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::{json as lines, json_line, logged};
use tracing::info;

#[test]
fn an_event_with_all_kinds_of_fields() {
    let line = json_line(|| {
        info!(
            target: "shop::checkout",
            yes = true,
            int = -1,
            large = u64::MAX,
            huge = u128::MAX,
            float = 0.5,
            far = 1e300,
            text = "a \"b\"",
            display = %"c d",
            debug = ?Some("e"),
            missing = None::<u8>,
            "order {} paid", 42
        );
    });
    assert_eq!(line["target"], "shop::checkout");
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["message"], "order 42 paid");
    assert_eq!(
        line["fields"],
        json!({
            "yes": true,
            "int": -1,
            "large": u64::MAX,
            "huge": u128::MAX.to_string(),
            "float": 0.5,
            "far": 1e300,
            "text": "a \"b\"",
            "display": "c d",
            "debug": "Some(\"e\")",
        })
    );
}

#[test]
fn an_event_without_a_message_or_fields() {
    assert_eq!(json_line(|| info!(a = 1))["message"], "");
    assert_eq!(json_line(|| info!("b")).get("fields"), None);
    assert_eq!(json_line(|| info!(message = 5))["message"], "5");
    assert_eq!(
        json_line(|| info!(a = 1, message = "last"))["message"],
        "last"
    );
}

#[test]
fn numbers_that_json_does_not_have_are_texts() {
    let line = json_line(|| info!(nan = f64::NAN, up = f64::INFINITY, down = f64::NEG_INFINITY));
    assert_eq!(
        line["fields"],
        json!({ "nan": "NaN", "up": "Infinity", "down": "-Infinity" })
    );
}

#[test]
fn no_character_breaks_a_line() {
    let all: Vec<char> = ('\0'..='\u{3000}')
        .chain(['\u{feff}', '\u{1f600}', '\u{10ffff}'])
        .collect();
    for part in all.chunks(64) {
        let text: String = part.iter().collect();
        let line = json_line(|| info!(target: "t", text = &*text, display = %text, "{text}"));
        assert_eq!(line["message"], text);
        assert_eq!(line["fields"], json!({ "text": text, "display": text }));
    }
}

#[test]
fn no_text_is_taken_for_a_line_or_a_key() {
    for forged in [
        "x\"}\n{\"timestamp\":\"2026-01-01T00:00:00.000000Z\",\"level\":\"ERROR\",\"message\":\"forged\"}",
        "x\",\"trace_id\":\"00000000000000000000000000000001",
        "x\\",
        "x\\\"",
        "\u{2028}{}\u{2029}{}\u{85}{}\r{}\x0b{}\x0c{}",
        "\x1b[2J\x1b]0;owned\x07\u{9b}31m\x7f",
        "\u{202e}desrever\u{2066}",
    ] {
        let written = lines(|| {
            info!(field = forged, "{forged}");
            info!(field = ?forged);
        });
        assert_eq!(written.len(), 2);
        assert_eq!(written[0]["message"], forged);
        assert_eq!(written[0]["fields"], json!({ "field": forged }));
        assert_eq!(
            written[1]["fields"],
            json!({ "field": format!("{forged:?}") })
        );
    }
}

#[test]
fn no_key_stands_twice() {
    let line = json_line(|| {
        info!(
            "a" = 1,
            "a" = 2,
            "b" = None::<u8>,
            "b" = 4,
            message = "first",
            message = "second",
            timestamp = "yesterday",
            level = "none",
            target = "elsewhere",
            context = "some",
            fields = "f",
            "quo\"te\n" = 3,
        );
    });
    assert_eq!(line["message"], "first");
    assert_eq!(
        line["fields"],
        json!({
            "a": 1,
            "a#2": 2,
            "b": 4,
            "message": "second",
            "timestamp": "yesterday",
            "level": "none",
            "target": "elsewhere",
            "context": "some",
            "fields": "f",
            "quo\"te\n": 3,
        })
    );
}

#[test]
fn a_field_with_a_name_of_ours_is_but_a_field() {
    let line = json_line(|| {
        info!(
            trace_id = "mine",
            span_id = 1,
            field.trace_id = "other",
            log.file = "f",
            log.line = 7,
            log.target = "t",
            log.module_path = "m",
            "no context"
        );
    });
    assert_eq!(line["context"], "none");
    assert_eq!(line["target"], module_path!());
    assert_eq!(
        line["fields"],
        json!({
            "trace_id": "mine",
            "span_id": 1,
            "field.trace_id": "other",
            "log.file": "f",
            "log.line": 7,
            "log.target": "t",
            "log.module_path": "m",
        })
    );
    // Nor does the target make it a record of the `log` crate.
    let line = json_line(|| info!(target: "log", { log.target = "mine", log.line = 7 }, "m"));
    assert_eq!(line["target"], "log");
    assert_eq!(
        line["fields"],
        json!({ "log.target": "mine", "log.line": 7 })
    );
}

#[test]
fn errors_come_with_their_sources() {
    #[derive(Debug)]
    struct Outer(std::num::ParseIntError);
    impl std::fmt::Display for Outer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("no such order")
        }
    }
    impl std::error::Error for Outer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            Some(&self.0)
        }
    }
    let outer = Outer("x".parse::<u8>().unwrap_err());
    let error: &(dyn std::error::Error + 'static) = &outer;
    let line = json_line(|| info!(error));
    assert_eq!(
        line["fields"]["error"],
        "no such order: invalid digit found in string"
    );
}

#[test]
fn long_texts_are_cut_where_a_character_ends() {
    let layer = || trace_log::json().value_limit(5);
    let message = |text: &str| -> Value {
        let written = logged(layer(), || info!(text, "{text}")).json().remove(0);
        assert_eq!(written["message"], written["fields"]["text"]);
        written["message"].clone()
    };
    assert_eq!(message("12345"), "12345");
    assert_eq!(message("123456"), "12345\u{2026}");
    assert_eq!(message("1234\u{e9}6"), "1234\u{2026}");

    let list = vec![7; 1_000_000];
    let line = logged(layer(), || info!(?list)).json().remove(0);
    assert_eq!(line["fields"]["list"], "[7, 7\u{2026}");
}
