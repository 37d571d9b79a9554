//! What a span says of a gRPC call, for every way it can end.

#![allow(clippy::unwrap_used)]

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use trace_http::{Grpc, Side};
use trace_testing::record_sync;

const CODES: [&str; 17] = [
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
];

/// The fields of an answer that are of interest.
fn fields(status: Option<&str>) -> HeaderMap {
    let mut fields = HeaderMap::new();
    if let Some(status) = status {
        fields.insert("grpc-status", status.parse().unwrap());
    }
    fields
}

/// The span of a call, as a line.
fn line(side: Side, kind: &str, http: u16, head: Option<&str>, trailers: Option<&str>) -> String {
    let recording = record_sync("call", |cx| {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", kind.parse().unwrap());
        let mut call = Grpc::detect(side, &headers).unwrap();
        call.requested(cx, "/shop.Orders/Place");
        call.answered(cx, StatusCode::from_u16(http).unwrap(), &fields(head));
        let trailers = trailers.map(|status| fields(Some(status)));
        call.ended(cx, trailers.as_ref());
    });
    let of_interest = ["rpc.response.status_code", "error.type"];
    recording
        .trace
        .only_attributes(&of_interest)
        .to_string()
        .trim()
        .to_owned()
}

fn grpc(side: Side, head: Option<&str>, trailers: Option<&str>) -> String {
    line(side, "application/grpc", 200, head, trailers)
}

fn failed(error: &str) -> String {
    format!("call error.type={error} rpc.response.status_code={error} [error]")
}

fn answered(code: &str) -> String {
    format!("call rpc.response.status_code={code}")
}

#[test]
fn every_code_decides_by_the_side_that_looks() {
    let of_server = [2, 4, 12, 13, 14, 15];
    for (at, code) in CODES.into_iter().enumerate() {
        let number = at.to_string();
        // In the trailers, or in the headers of an answer without a body.
        for (head, trailers) in [(None, Some(&*number)), (Some(&*number), None)] {
            let expected = if of_server.contains(&at) {
                failed(code)
            } else {
                answered(code)
            };
            assert_eq!(grpc(Side::Server, head, trailers), expected);
            let expected = if at == 0 {
                answered(code)
            } else {
                failed(code)
            };
            assert_eq!(grpc(Side::Client, head, trailers), expected);
        }
    }
}

#[test]
fn a_code_that_cannot_be_read_is_unknown() {
    for malformed in ["", "17", "4294967296", "OK", "-1", "0x0"] {
        for side in [Side::Server, Side::Client] {
            assert_eq!(
                grpc(side, None, Some(malformed)),
                failed("UNKNOWN"),
                "{malformed}"
            );
        }
    }
}

#[test]
fn an_answer_without_a_code_ended_badly() {
    for side in [Side::Server, Side::Client] {
        let missing = "call error.type=grpc_status_missing [error]";
        assert_eq!(grpc(side, None, None), missing);
        // Of the body of gRPC-Web nobody knows; in headers it counts.
        let web = |head| line(side, "application/grpc-web+proto", 200, head, None);
        assert_eq!(web(None), "call");
        assert_eq!(web(Some("13")), failed("INTERNAL"));
        // HTTP has said it all.
        assert_eq!(line(side, "application/grpc", 503, None, None), "call");
    }
}

#[test]
fn a_call_is_named_as_the_conventions_have_it() {
    let recording = record_sync("call", |cx| {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/grpc".parse().unwrap());
        let call = Grpc::detect(Side::Client, &headers).unwrap();
        call.requested(cx, "/shop.Orders/Place");
    });
    recording
        .trace
        .assert_tree("call rpc.method=shop.Orders/Place rpc.system.name=grpc");
}

/// What the span says of a call that its caller gave so much time.
fn timed(
    timeout: &str,
    side: Side,
    end: impl FnOnce(&mut Grpc, &trace_runtime::TraceContract),
) -> String {
    let recording = record_sync("call", |cx| {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/grpc".parse().unwrap());
        headers.insert("grpc-timeout", timeout.parse().unwrap());
        let mut call = Grpc::detect(side, &headers).unwrap();
        end(&mut call, cx);
    });
    recording.trace.to_string().trim().to_owned()
}

#[test]
fn an_expired_deadline_is_an_error_whatever_it_is_called() {
    for side in [Side::Server, Side::Client] {
        let cancelled = |timeout| {
            timed(timeout, side, |call, cx| {
                call.answered(cx, StatusCode::OK, &fields(Some("1")));
            })
        };
        assert_eq!(cancelled("0n"), failed("DEADLINE_EXCEEDED"));
        let own = match side {
            Side::Client => failed("CANCELLED"),
            Side::Server => answered("CANCELLED"),
        };
        assert_eq!(cancelled("1H"), own);

        let dropped = |timeout| timed(timeout, side, |call, cx| call.dropped(cx));
        assert_eq!(dropped("0n"), failed("DEADLINE_EXCEEDED"));
        assert_eq!(dropped("1H"), "call", "who hangs up is no error");

        let broke_off = |timed_out| timed("1H", side, |call, cx| call.broke_off(cx, 1, timed_out));
        assert_eq!(broke_off(true), failed("DEADLINE_EXCEEDED"));
        assert_eq!(broke_off(false), own);
    }
}

#[test]
fn a_limit_of_the_server_holds_until_the_answer_begins() {
    let ends = |timeout, limit, answered: bool| {
        timed(timeout, Side::Server, move |call, cx| {
            let mut call = call.clone().within(limit);
            if answered {
                call.answered(cx, StatusCode::OK, &HeaderMap::new());
            }
            call.dropped(cx);
        })
    };
    let (none, hour) = (Duration::ZERO, Duration::from_secs(3600));
    let expired = failed("DEADLINE_EXCEEDED");
    assert_eq!(ends("1H", none, false), expired);
    assert_eq!(
        ends("1H", none, true),
        "call",
        "whoever hangs up is no error"
    );
    assert_eq!(ends("1n", hour, false), expired);
    assert_eq!(
        ends("1n", hour, true),
        expired,
        "the caller's is for all of it"
    );
    assert_eq!(ends("1H", hour, false), "call");
}

#[test]
fn the_time_that_was_given_is_recorded() {
    let line = timed("1500u", Side::Server, |call, cx| {
        call.requested(cx, "/a.B/C")
    });
    assert_eq!(
        line,
        "call rpc.grpc.timeout_ms=2 rpc.method=a.B/C rpc.system.name=grpc"
    );
}

#[test]
fn only_what_could_be_a_method_is_in_a_name() {
    use trace_http::grpc_span_name as name;
    assert_eq!(name("/shop.v1.Orders/Place_2"), "shop.v1.Orders/Place_2");
    for path in [
        "", "/", "/a", "/a/", "//b", "/a/b/c", "/a/b?c", "/a%20b/c", "/ä/b",
    ] {
        assert_eq!(name(path), "grpc", "{path}");
    }
}
