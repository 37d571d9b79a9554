//! The page, in Chromium: each script drives it, and says what it found wrong.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

#[path = "../terminal/program.rs"]
#[expect(dead_code, reason = "of the program, only the server is used here")]
mod program;

use program::Viewer;
use test_servers::{Browser, Node};

/// Runs a script against a viewer of its own.
fn driven(script: &str) {
    driven_with(script, &[]);
}

/// Runs a script against a viewer with these flags.
fn driven_with(script: &str, flags: &[&str]) {
    drive(script, &Viewer::start_with(flags));
}

fn drive(script: &str, viewer: &Viewer) {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("{}/tests/page/{script}.cjs", env!("CARGO_MANIFEST_DIR"));
    let run = Browser::find().unwrap().script(file);
    let run = run
        .env("VIEWER", &viewer.url)
        .env("OTLP", format!("http://{}", viewer.otlp_http))
        .env("FOLDER", folder.path());
    if let Err(error) = run.run() {
        panic!("{script}.cjs: {error}");
    }
}

#[test]
fn the_types_of_its_modules_are_right() {
    let node = Node::with(&["typescript@5.9.3"]).unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/page/types.cjs");
    let checked = node.script(file).run().unwrap();
    assert!(checked.parse::<usize>().unwrap() > 30, "{checked} modules");
}

#[test]
fn every_view_shows_what_it_is_for() {
    driven("views");
}

#[test]
fn what_a_new_user_does_first_leads_somewhere() {
    // In a folder, as a trace arrives there.
    let store = tempfile::tempdir().unwrap();
    let store = store.path().to_str().unwrap();
    drive("first", &Viewer::start_on(store, &[]));
}

#[test]
fn every_key_does_what_the_help_says() {
    driven("keys");
}

#[test]
fn an_address_opens_the_view_that_it_was_copied_from() {
    driven("addresses");
}

#[test]
fn names_and_values_run_nothing() {
    driven("hostile");
}

#[test]
fn a_value_is_read_in_lines_and_copied_as_it_came() {
    driven("values");
}

#[test]
fn a_trace_is_shown_whatever_its_parents_say() {
    driven("parents");
}

#[test]
fn long_traces_stay_small_in_the_document() {
    driven("sizes");
}

#[test]
fn what_is_slow_again_and_again_is_told_by_the_clocks_of_the_place() {
    driven("patterns");
}

#[test]
fn everything_has_a_role_a_name_and_contrast() {
    driven("accessible");
}

#[test]
fn an_exported_trace_opens_from_its_file() {
    driven("exported");
}

#[test]
fn what_leads_out_of_the_page_carries_what_is_known() {
    let flags = [
        "--link",
        "Logs=https://logs.example/?q={trace_id}&from={start_ms}&to={end_ms}",
        "--link",
        "Span=https://spans.example/{service}/{operation}?id={span_id}",
        "--link",
        "Order=https://orders.example/of/{attribute.order.id}",
    ];
    driven_with("outside", &flags);
}

#[test]
fn a_file_that_is_dropped_is_looked_at() {
    driven("dropped");
}
