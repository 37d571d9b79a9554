//! The form for people.

#![allow(clippy::unwrap_used)]

mod support;

use support::{is_control, logged};
use tracing::{error, info};

fn lines(body: impl FnOnce()) -> Vec<String> {
    let text = logged(trace_log::terminal(), body).text();
    text.split_terminator('\n').map(str::to_owned).collect()
}

/// Without the time and the level.
fn rest(line: &str) -> &str {
    let (time, rest) = line.split_at(15);
    assert!(
        time.bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b':' | b'.')),
        "{line}"
    );
    &rest[1..]
}

#[test]
fn a_line() {
    let written = lines(|| {
        info!(target: "shop", order = 42, method = "gift card", ratio = 0.5, "paid");
        error!(target: "shop", name = ?"a b", point = ?(1, 2), word = "GET", empty = "", "failed");
    });
    assert_eq!(
        rest(&written[0]),
        " INFO no context        shop: paid order=42 method=\"gift card\" ratio=0.5"
    );
    assert_eq!(
        rest(&written[1]),
        "ERROR no context        shop: failed name=\"a b\" point=\"(1, 2)\" word=GET empty=\"\""
    );
}

#[test]
fn ids_are_short_and_aligned() {
    let mut ids = String::new();
    let written = lines(|| {
        trace_runtime::run_sync("job", |cx| {
            ids = format!(
                "{:.8}/{:.8}",
                cx.trace_id().to_string(),
                cx.span_id().to_string()
            );
            info!(target: "shop", "in");
        });
        info!(target: "shop", "out");
    });
    assert_eq!(rest(&written[0]), format!(" INFO {ids} shop: in"));
    assert_eq!(written[0].find("shop"), written[1].find("shop"));
}

#[test]
fn no_character_leaves_its_line_or_its_value() {
    let all: Vec<char> = ('\0'..='\u{3000}').collect();
    for part in all.chunks(64) {
        let text: String = part.iter().collect();
        let written = lines(|| info!(target: "t", text = &*text, display = %text, "{text}"));
        assert_eq!(written.len(), 1);
        assert!(!written[0].chars().any(is_control), "{written:?}");
    }
    let written = lines(|| info!(target: "t", name = %"a\" admin=true", last = "x"));
    assert_eq!(
        rest(&written[0]),
        " INFO no context        t: name=\"a\\\" admin=true\" last=x"
    );
    let written = lines(|| info!(target: "t", a = 1, "a=1 b" = 2, "" = 3, "\"q\"" = 4, a = 2));
    assert_eq!(
        rest(&written[0]),
        r#" INFO no context        t: a=1 "a=1 b"=2 ""=3 "\"q\""=4 a#2=2"#
    );
}

#[test]
fn a_file_gets_no_colours() {
    assert!(!lines(|| info!("plain"))[0].contains('\x1b'));
}
