//! Assertions on a part of a trace, and what they say.

mod common;

use common::message;
use trace_runtime::{SpanBuilder, SpanKind};
use trace_testing::{Trace, record_sync};

/// A request with all that an assertion may want to leave out.
fn request() -> Trace {
    let recording = record_sync(
        SpanBuilder::named("GET /orders").kind(SpanKind::Server),
        |cx| {
            cx.set_attribute("http.route", "/orders");
            cx.set_attribute("http.response.status_code", 200);
            cx.set_attribute("server.port", i64::from(std::process::id()));
            cx.span_sync("load", |cx| {
                cx.add_event("retried", [("http.resend", 1)]);
                let _ = cx.span_sync("query", |_| Err::<(), _>("timeout"));
            });
            cx.span_sync("render", |_| {});
        },
    );
    recording.trace
}

#[test]
fn a_part_can_be_chosen() {
    let check = |part: Trace, expected: &str| part.assert_tree(expected);
    check(
        request(),
        "
        GET /orders (server) http.response.status_code=200 http.route=/orders server.port=[..]
          load
            * retried http.resend=1
            query error.type=&str [error]
              ! &str
          render
        ",
    );
    check(
        request().subtree("load"),
        "
        load
          * retried http.resend=1
          query error.type=&str [error]
            ! &str
        ",
    );
    check(
        request().only_attributes(&["http.re*"]),
        "
        GET /orders (server) http.response.status_code=200
          load
            * retried http.resend=1
            query [error]
              ! &str
          render
        ",
    );
    check(
        request().without_attributes(&["http.*", "server.port"]),
        "
        GET /orders (server)
          load
            * retried
            query error.type=&str [error]
              ! &str
          render
        ",
    );
}

#[test]
fn a_shape_is_names_and_nesting() {
    request().assert_shape(
        "
        GET /orders
          load
            query
          render
        ",
    );
    let wrong_parent = message(|| {
        request().assert_shape(
            "
            GET /orders
              load
              query
              render
            ",
        );
    });
    let expected = "\
the shape of the trace is not the one expected (- expected, + found):
  GET /orders
    load
-   query
+     query
    render
";
    assert_eq!(wrong_parent, expected);
}

#[test]
fn siblings_can_be_put_in_order() {
    let trace = record_sync("test", |cx| {
        for (name, below) in [("b", ["z", "x"]), ("a", ["2", "1"]), ("b", ["y", "y"])] {
            cx.span_sync(name, |cx| {
                for name in below {
                    cx.span_sync(name, |_| {});
                }
            });
        }
    })
    .trace;
    let sorted = "
        test
          a
            1
            2
          b
            x
            z
          b
            y
            y
        ";
    trace.sorted().assert_shape(sorted);
    let message = message(|| trace.assert_shape(sorted));
    assert!(message.contains("assert on `trace.sorted()`"), "{message}");
}

#[test]
fn what_differs_is_underlined() {
    let message = message(|| {
        request().subtree("query").assert_tree(
            "
            query error.type=&str [ok]
              ! &str
            ",
        );
    });
    let expected = "\
the trace is not the one expected (- expected, + found):
- query error.type=&str [ok]
+ query error.type=&str [error]
                         ^^^^^
    ! &str
";
    assert_eq!(message, expected);
}

#[test]
fn a_trace_of_which_nothing_is_recorded_says_so() {
    let trace = trace_testing::trace_so_far(trace_runtime::TraceId::random());
    let message = message(|| trace.assert_tree("test"));
    assert!(message.contains("nothing has been recorded"), "{message}");
}
