//! How a gRPC call ended: by its `grpc-status`, whatever HTTP says.

mod code;
mod deadline;

use std::time::Duration;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use trace_runtime::{Key, Status, TraceContract};

pub use self::code::Side;
use self::code::{CANCELLED, DEADLINE_EXCEEDED, UNIMPLEMENTED, named, of_number};
use self::deadline::Deadline;

const GRPC_STATUS: &str = "grpc-status";

/// A gRPC call on its way: HTTP says 200 even where it fails, and `grpc-status`
/// in the trailers, or in the headers of an answer without a body, says how it
/// ended.
///
/// Records `rpc.system.name`, `rpc.method`, `rpc.response.status_code` and, for an
/// error, `error.type` (OpenTelemetry semantic conventions, "gRPC", release
/// candidate). A code that cannot be read is `UNKNOWN`, as gRPC libraries read it.
/// An answer of HTTP 2xx that ends without a code ended badly: an error of the type
/// `grpc_status_missing`. `grpc-message` is not recorded.
///
/// The time that the caller gave, `grpc-timeout`, is `rpc.grpc.timeout_ms`. Libraries tell
/// an expired deadline as `CANCELLED`, or by dropping the call: where that time has passed,
/// both are `DEADLINE_EXCEEDED`, which is an error on either side.
///
/// ```
/// use http::{HeaderMap, StatusCode};
/// use trace_http::{Grpc, Side};
///
/// # trace_runtime::run_sync("call", |cx| {
/// let mut headers = HeaderMap::new();
/// headers.insert("content-type", "application/grpc+proto".parse().unwrap());
/// let mut call = Grpc::detect(Side::Client, &headers).expect("its content type says so");
/// call.requested(cx, "/shop.Orders/Place");
///
/// call.answered(cx, StatusCode::OK, &HeaderMap::new());
/// let mut trailers = HeaderMap::new();
/// trailers.insert("grpc-status", "14".parse().unwrap());
/// call.ended(cx, Some(&trailers)); // an error: UNAVAILABLE
/// # });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grpc {
    side: Side,
    /// Whether the end of the answer has to say how the call went.
    owed: bool,
    /// gRPC-Web writes its trailers into the body, where nobody looks.
    web: bool,
    deadline: Option<Deadline>,
    /// Until when the answer has to begin.
    limit: Option<Deadline>,
    /// How it ended, once that is told.
    code: Option<&'static str>,
}

impl Grpc {
    /// The call, if the content type among the headers of a request or of an
    /// answer is that of gRPC. Its time begins now.
    pub fn detect(side: Side, headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(CONTENT_TYPE)?.as_bytes();
        let rest = strip_prefix(kind, b"application/grpc")?;
        let behind_web = strip_prefix(rest, b"-web");
        let web = behind_web.is_some();
        match behind_web.unwrap_or(rest) {
            [] | [b'+' | b';' | b' ' | b'\t', ..] => {}
            [b'-', ..] if web => {} // `-web-text`
            _ => return None,
        }
        Some(Grpc {
            side,
            owed: false,
            web,
            deadline: Deadline::sent(headers),
            limit: None,
            code: None,
        })
    }

    /// The call, which is ended if its answer has not begun after so much time, whatever its
    /// caller asked for.
    #[must_use]
    pub fn within(mut self, limit: Duration) -> Self {
        self.limit = Some(Deadline::from_now(limit));
        self
    }

    /// Records what is called, the path without the slash in front, and the time that the
    /// caller gave.
    pub fn requested(&self, cx: &TraceContract, path: &str) {
        cx.set_attribute("rpc.system.name", "grpc");
        cx.set_attribute("rpc.method", method(path).to_owned());
        if let Some(deadline) = &self.deadline {
            cx.set_attribute("rpc.grpc.timeout_ms", deadline.timeout_ms());
        }
    }

    /// The headers of the answer are there; one without a body has its code in
    /// them. An HTTP status that is an error speaks for itself.
    pub fn answered(&mut self, cx: &TraceContract, status: StatusCode, headers: &HeaderMap) {
        self.limit = None;
        self.owed = !self.record(cx, headers) && status.is_success() && !self.web;
    }

    /// The answer has ended, with these trailers. Not to be called for one that
    /// broke off or was cancelled.
    pub fn ended(&mut self, cx: &TraceContract, trailers: Option<&HeaderMap>) {
        let seen = trailers.is_some_and(|trailers| self.record(cx, trailers));
        if self.owed && !seen {
            cx.set_attribute("error.type", "grpc_status_missing");
            cx.set_status(Status::Error("".into()));
        }
    }

    /// The library that makes the call ended it with this code, 0 to 16, by itself: there was
    /// no connection, or the answer broke off. `timed_out` says that its own clock did.
    pub fn broke_off(&mut self, cx: &TraceContract, code: i32, timed_out: bool) {
        let code = if timed_out {
            DEADLINE_EXCEEDED
        } else {
            of_number(code)
        };
        self.record_code(cx, code);
    }

    /// Nobody waits for the end of the call any more: it is an error if its time had passed,
    /// and else none. Who hangs up as the time passes does so a little before it has passed
    /// here, where it began later: so what is left is a twentieth at most.
    pub fn dropped(&mut self, cx: &TraceContract) {
        let mut deadlines = self.deadline.iter().chain(&self.limit);
        if deadlines.any(Deadline::is_all_but_over) {
            self.record_code(cx, DEADLINE_EXCEEDED);
        }
    }

    /// The name of the code that the call ended with, once that is known.
    pub fn code(&self) -> Option<&'static str> {
        self.code
    }

    /// Whether the answer was `UNIMPLEMENTED`: as far as anybody outside can tell, there is no
    /// such method.
    pub fn is_unimplemented(&self) -> bool {
        self.code == Some(UNIMPLEMENTED)
    }

    /// Whether only the trailers can say how the call went: an answer whose last
    /// byte was sent is then not yet whole.
    pub fn is_open(&self) -> bool {
        self.owed
    }

    /// Records the code, if there is one.
    fn record(&mut self, cx: &TraceContract, headers: &HeaderMap) -> bool {
        let Some(code) = headers.get(GRPC_STATUS) else {
            return false;
        };
        self.record_code(cx, named(code.as_bytes()));
        true
    }

    fn record_code(&mut self, cx: &TraceContract, code: &'static str) {
        let over = self.deadline.as_ref().is_some_and(Deadline::is_over);
        let code = match code {
            CANCELLED if over => DEADLINE_EXCEEDED,
            code => code,
        };
        self.code = Some(code);
        cx.set_attribute("rpc.response.status_code", code);
        if self.side.is_error(code) {
            cx.set_attribute("error.type", code);
            cx.set_status(Status::Error("".into()));
        }
    }
}

/// What stands behind a prefix that may be in capital letters.
fn strip_prefix<'a>(text: &'a [u8], prefix: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// What a path calls, `shop.Orders/Place`.
fn method(path: &str) -> &str {
    path.strip_prefix('/').unwrap_or(path)
}

/// The name of a span for a call: `shop.Orders/Place`, or `grpc` where the path is none of a
/// method, which is letters, digits, `_` and `.` on both sides of one `/`.
///
/// A peer may still ask for a method that there is not. See
/// [`is_unimplemented`](Grpc::is_unimplemented) for which those are.
///
/// ```
/// assert_eq!(trace_http::grpc_span_name("/shop.Orders/Place"), "shop.Orders/Place");
/// assert_eq!(trace_http::grpc_span_name("/wp-login.php"), "grpc");
/// ```
pub fn grpc_span_name(path: &str) -> Key {
    let is_name = |name: &str| {
        let letters = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        !name.is_empty() && name.chars().all(letters)
    };
    match method(path).split_once('/') {
        Some((service, method)) if is_name(service) && is_name(method) => {
            format!("{service}/{method}").into()
        }
        _ => "grpc".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_type_decides() {
        let detect = |kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            Grpc::detect(Side::Server, &headers).map(|call| call.web)
        };
        let grpc = [
            "application/grpc",
            "application/grpc+proto",
            "Application/GRPC+json; charset=utf-8",
            "application/grpc;x=y",
        ];
        for kind in grpc {
            assert_eq!(detect(kind), Some(false), "{kind}");
        }
        for kind in ["application/grpc-web", "application/grpc-web-text+proto"] {
            assert_eq!(detect(kind), Some(true), "{kind}");
        }
        for kind in [
            "application/grpcx",
            "application/grpc-",
            "application/json",
            "text/grpc",
        ] {
            assert_eq!(detect(kind), None, "{kind}");
        }
        assert_eq!(Grpc::detect(Side::Server, &HeaderMap::new()), None);
    }
}
