//! What the span of a call contains: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "gRPC" (release
//! candidate).

use std::error::Error;

use http::{HeaderMap, Request, StatusCode, Uri, response};
use tonic::{Code, Status, TimeoutExpired};
use trace_http::{Grpc, Headers, Side, grpc_span_name};
use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, SpanBuilder, SpanKind, TraceContract};

use crate::log::Line;

/// Where a channel sends to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Server {
    address: String,
    port: Option<u16>,
}

impl Server {
    /// The server that an address names.
    pub(crate) fn of(uri: &Uri) -> Option<Self> {
        let authority = uri.authority()?;
        let port = authority.port_u16().or(match uri.scheme_str() {
            Some("http") => Some(80),
            Some("https") => Some(443),
            _ => None,
        });
        let address = authority.host().trim_matches(['[', ']']).to_owned();
        Some(Server { address, port })
    }
}

/// The span of one call. Dropped before it is ended, it has the attribute `cancelled`: whoever
/// has called wants no answer any more, and that is no error.
#[derive(Debug)]
pub(crate) struct CallSpan {
    span: OpenSpan,
    /// `None` for what no generated client sends: another content type.
    grpc: Option<Grpc>,
    line: Line,
}

impl CallSpan {
    pub(crate) fn start<B>(
        cx: &TraceContract,
        request: &Request<B>,
        server: Option<&Server>,
    ) -> Self {
        let path = request.uri().path();
        // A span that is not recorded has no use for a name.
        let name = match cx.is_recording() {
            true => grpc_span_name(path),
            false => Key::default(),
        };
        let name = SpanBuilder::named(name).kind(SpanKind::Client);
        let span = CallSpan {
            span: OpenSpan::child_of(cx, name),
            grpc: Grpc::detect(Side::Client, request.headers()),
            line: Line::of(path),
        };
        span.span.enter(|cx| {
            if !cx.is_recording() {
                return;
            }
            if let Some(call) = &span.grpc {
                call.requested(cx, path);
            }
            if let Some(server) = server {
                cx.set_attribute("server.address", server.address.clone());
                if let Some(port) = server.port {
                    cx.set_attribute("server.port", port);
                }
            }
        });
        span
    }

    /// Writes the context of the span into the metadata.
    pub(crate) fn inject(&self, headers: &mut HeaderMap) {
        self.span.enter(|cx| cx.inject(&mut Headers(headers)));
    }

    /// Runs a part of the call with the span current.
    pub(crate) fn enter<R>(&self, part: impl FnOnce() -> R) -> R {
        self.span.enter(|_| part())
    }

    /// The head of the answer is there, which says all if the call failed at once.
    pub(crate) fn answered(&mut self, head: &response::Parts) {
        let Some(call) = &mut self.grpc else { return };
        self.span.enter(|cx| {
            call.answered(cx, head.status, &head.headers);
            if !head.status.is_success() && !head.headers.contains_key("grpc-status") {
                call.broke_off(cx, code_of_http(head.status) as i32, false);
            }
        });
    }

    /// Whether the head of the answer has said how the call went.
    pub(crate) fn is_told(&self) -> bool {
        self.grpc.as_ref().is_some_and(|call| !call.is_open())
    }

    /// The answer is there as a whole, with these trailers.
    pub(crate) fn ended(self, trailers: Option<&HeaderMap>) {
        self.finish(|call, cx| call.ended(cx, trailers));
    }

    /// There was no answer, or it broke off: tonic says so by this status.
    pub(crate) fn failed(self, status: &Status) {
        self.finish(|call, cx| call.broke_off(cx, status.code() as i32, timed_out(status)));
    }

    fn finish(mut self, end: impl FnOnce(&mut Grpc, &TraceContract)) {
        if let Some(call) = &mut self.grpc {
            self.span.enter(|cx| {
                end(call, cx);
                self.line.write(call.code());
            });
        }
        self.span.finish(None);
    }
}

/// What gRPC makes of an answer that somebody in between has given, who knows HTTP alone.
fn code_of_http(status: StatusCode) -> Code {
    match status.as_u16() {
        400 => Code::Internal,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 => Code::Unimplemented,
        429 | 502 | 503 | 504 => Code::Unavailable,
        _ => Code::Unknown,
    }
}

/// Whether the channel's own clock ended the call, which tonic calls `CANCELLED`.
fn timed_out(status: &Status) -> bool {
    let mut source = status.source();
    while let Some(error) = source {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        source = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_where_the_server_is() {
        let of = |uri| Server::of(&Uri::from_static(uri)).map(|it| (it.address, it.port));
        let server = |address: &str, port| Some((address.to_owned(), port));
        assert_eq!(of("http://greeter:50051"), server("greeter", Some(50051)));
        assert_eq!(of("https://[::1]/"), server("::1", Some(443)));
        assert_eq!(of("http://greeter"), server("greeter", Some(80)));
        assert_eq!(of("/path"), None);
    }
}
