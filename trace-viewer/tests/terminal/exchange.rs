//! Traces out of one viewer and into another.

use trace_viewer::exchange::to_lines;

use crate::program::Viewer;
use crate::scene::{ID, checkout, now};

#[test]
fn what_is_exported_is_imported_exactly() {
    let (first, second) = (Viewer::start(), Viewer::start());
    let lines = to_lines(&checkout(now()));
    let sent = first.given(&["import", "-"], &lines);
    assert_eq!(sent.code, Some(0), "{sent:?}");
    assert!(
        sent.out.contains("1 traces, 9 spans, 1 log lines sent"),
        "{}",
        sent.out
    );
    for arguments in [&["export", ID][..], &["export", "--query", ""]] {
        assert_eq!(first.shown(arguments), lines, "{arguments:?}");
    }
    assert_eq!(second.given(&["import", "-"], &lines).code, Some(0));
    assert_eq!(second.shown(&["export", ID]), lines);
}

#[test]
fn a_preview_sends_nothing() {
    let viewer = Viewer::start();
    let preview = viewer.given(&["import", "-", "--dry-run"], &to_lines(&checkout(now())));
    assert_eq!(preview.code, Some(0), "{preview:?}");
    for part in [
        "gateway POST /checkout",
        ID,
        "1 traces, 9 spans, 1 log lines would be sent",
    ] {
        assert!(preview.out.contains(part), "{part}: {}", preview.out);
    }
    assert!(viewer.shown(&["search"]).contains("0 traces match"));
}

#[test]
fn a_file_of_jaeger_is_sent() {
    let viewer = Viewer::start();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/saved/jaeger.json");
    let sent = viewer.shown(&["import", file]);
    assert!(
        sent.contains("traces in Jaeger's JSON: 1 traces, 2 spans"),
        "{sent}"
    );
    assert!(
        sent.contains("1 refused, the first because of: `zz` is no span id"),
        "{sent}"
    );
    assert!(
        viewer
            .shown(&["get", "a3ce929d0e0e4736"])
            .contains("SELECT orders")
    );
}

#[test]
fn a_mistake_names_file_line_and_column() {
    let viewer = Viewer::start();
    let done = viewer.given(&["import", "-"], "{\"resourceSpans\": []}\nnothing");
    assert_eq!(done.code, Some(1));
    assert!(
        done.err.contains("-, line 2, column 2: no JSON"),
        "{}",
        done.err
    );
    let done = viewer.asked(&["import", "/nowhere/traces.json"]);
    assert!(
        done.err.contains("/nowhere/traces.json: No such file"),
        "{}",
        done.err
    );
}
