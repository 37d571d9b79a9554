//! How a gRPC call ended: by its `grpc-status`, whatever HTTP says.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use trace_runtime::{Status, TraceContract};

const GRPC_STATUS: &str = "grpc-status";

/// The names of the codes, 0 to 16, as `rpc.response.status_code` has them.
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

/// Who looks at a call: what the caller did wrong is an error of the caller's span
/// only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Every code but `OK` is an error.
    Client,
    /// `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE`
    /// and `DATA_LOSS` are errors.
    Server,
}

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
}

impl Grpc {
    /// The call, if the content type among the headers of a request or of an
    /// answer is that of gRPC.
    pub fn detect(side: Side, headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(CONTENT_TYPE)?.as_bytes();
        let kind = kind.to_ascii_lowercase();
        let rest = kind.strip_prefix(b"application/grpc")?;
        let web = rest.starts_with(b"-web");
        match rest.strip_prefix(b"-web").unwrap_or(rest) {
            [] | [b'+' | b';' | b' ' | b'\t', ..] => {}
            [b'-', ..] if web => {} // `-web-text`
            _ => return None,
        }
        Some(Grpc {
            side,
            owed: false,
            web,
        })
    }

    /// Records what is called: the path without the slash in front. Which methods
    /// there are is not known here, so it stands in no name.
    pub fn requested(&self, cx: &TraceContract, path: &str) {
        cx.set_attribute("rpc.system.name", "grpc");
        let method = path.strip_prefix('/').unwrap_or(path);
        cx.set_attribute("rpc.method", method.to_owned());
    }

    /// The headers of the answer are there; one without a body has its code in
    /// them. An HTTP status that is an error speaks for itself.
    pub fn answered(&mut self, cx: &TraceContract, status: StatusCode, headers: &HeaderMap) {
        self.owed = !self.record(cx, headers) && status.is_success() && !self.web;
    }

    /// The answer has ended, with these trailers. Not to be called for one that
    /// broke off or was cancelled.
    pub fn ended(self, cx: &TraceContract, trailers: Option<&HeaderMap>) {
        let seen = trailers.is_some_and(|trailers| self.record(cx, trailers));
        if self.owed && !seen {
            cx.set_attribute("error.type", "grpc_status_missing");
            cx.set_status(Status::Error("".into()));
        }
    }

    /// Whether only the trailers can say how the call went: an answer whose last
    /// byte was sent is then not yet whole.
    pub fn is_open(&self) -> bool {
        self.owed
    }

    /// Records the code, if there is one.
    fn record(&self, cx: &TraceContract, headers: &HeaderMap) -> bool {
        let Some(code) = headers.get(GRPC_STATUS) else {
            return false;
        };
        let code = named(code.as_bytes());
        cx.set_attribute("rpc.response.status_code", code);
        if self.side.is_error(code) {
            cx.set_attribute("error.type", code);
            cx.set_status(Status::Error("".into()));
        }
        true
    }
}

impl Side {
    fn is_error(self, code: &str) -> bool {
        match self {
            Side::Client => code != "OK",
            Side::Server => matches!(
                code,
                "UNKNOWN"
                    | "DEADLINE_EXCEEDED"
                    | "UNIMPLEMENTED"
                    | "INTERNAL"
                    | "UNAVAILABLE"
                    | "DATA_LOSS"
            ),
        }
    }
}

/// The name of a code. One that is malformed, or none of those there are, is
/// `UNKNOWN`: it could be anything, and is counted by.
fn named(code: &[u8]) -> &'static str {
    let at = match *code {
        [digit @ b'0'..=b'9'] => digit - b'0',
        [b'1', digit @ b'0'..=b'6'] => 10 + digit - b'0',
        _ => return "UNKNOWN",
    };
    CODES[usize::from(at)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_one_or_two_digits_and_nothing_else() {
        for (at, name) in CODES.into_iter().enumerate() {
            assert_eq!(named(at.to_string().as_bytes()), name);
        }
        for malformed in [
            "", "17", "99", "00", "01", "+1", "-1", " 1", "1 ", "OK", "1.0", "é",
        ] {
            assert_eq!(named(malformed.as_bytes()), "UNKNOWN", "{malformed}");
        }
    }

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
