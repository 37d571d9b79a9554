//! What a client span contains: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "HTTP
//! client span" (stable; `url.template` is in development).

use reqwest::header::HeaderMap;
use reqwest::{Error, Request, Response};
use trace_http::{
    Grpc, Headers, Side, content_length, protocol_version, record_method, record_size, span_name,
};
use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, SpanBuilder, SpanKind, Status, TraceContract};

use crate::redact;

/// The span of one try. Dropped before it is ended, it has the attribute `cancelled`.
#[derive(Debug)]
pub(crate) struct ClientSpan {
    span: OpenSpan,
    grpc: Option<Grpc>,
}

/// What the caller of the client says about a request, for its span.
#[derive(Debug, Clone, Default)]
pub(crate) struct Described {
    pub(crate) template: Option<Key>,
    pub(crate) resend_count: u32,
}

impl ClientSpan {
    pub(crate) fn start(cx: &TraceContract, request: &Request, described: Described) -> Self {
        let name = span_name(request.method(), described.template.as_deref());
        let span = SpanBuilder::named(name).kind(SpanKind::Client);
        let span = ClientSpan {
            span: OpenSpan::child_of(cx, span),
            grpc: Grpc::detect(Side::Client, request.headers()),
        };
        span.record(|cx| {
            record_request(cx, request, described);
            if let Some(call) = &span.grpc {
                call.requested(cx, request.url().path());
            }
        });
        span
    }

    /// Runs a part of the exchange with the span current.
    pub(crate) fn enter<R>(&self, part: impl FnOnce(&TraceContract) -> R) -> R {
        self.span.enter(part)
    }

    /// Writes the span's context into the request.
    pub(crate) fn inject(&self, headers: &mut HeaderMap) {
        self.enter(|cx| cx.inject(&mut Headers(headers)));
    }

    /// Whether what is recorded goes anywhere.
    pub(crate) fn is_recording(&self) -> bool {
        self.enter(TraceContract::is_recording)
    }

    /// The headers of the answer are there.
    pub(crate) fn responded(&mut self, response: &Response) {
        if self.grpc.is_none() {
            self.grpc = Grpc::detect(Side::Client, response.headers());
        }
        let grpc = &mut self.grpc;
        self.span.enter(|cx| {
            if cx.is_recording() {
                record_response(cx, response);
                if let Some(call) = grpc {
                    call.answered(cx, response.status(), response.headers());
                }
            }
        });
    }

    /// Whether the body is not whole before its trailers are there.
    pub(crate) fn awaits_trailers(&self) -> bool {
        self.grpc.as_ref().is_some_and(Grpc::is_open)
    }

    /// The body was read to its end: so many bytes, and these trailers.
    pub(crate) fn read(self, bytes: u64, trailers: Option<&HeaderMap>) {
        self.record(|cx| {
            record_size(cx, "http.response.body.size", bytes);
            if let Some(mut call) = self.grpc.clone() {
                call.ended(cx, trailers);
            }
        });
        self.span.finish(None);
    }

    /// Nobody wanted the body: the call is done.
    pub(crate) fn unread(self) {
        self.span.finish(None);
    }

    /// No answer, or its body broke off. The error is redacted already.
    pub(crate) fn failed(self, error: &Error) {
        self.record(|cx| {
            cx.record_error(error);
            // In place of the type's name, which is always the same.
            cx.set_attribute("error.type", error_type(error));
        });
        self.span.finish(None);
    }

    fn record(&self, record: impl FnOnce(&TraceContract)) {
        self.enter(|cx| {
            if cx.is_recording() {
                record(cx);
            }
        });
    }
}

fn record_request(cx: &TraceContract, request: &Request, described: Described) {
    let url = request.url();
    record_method(cx, request.method());
    if let Some(host) = url.host_str() {
        let host = host.trim_matches(['[', ']']).to_owned();
        cx.set_attribute("server.address", host);
    }
    if let Some(port) = url.port_or_known_default() {
        cx.set_attribute("server.port", port);
    }
    cx.set_attribute("url.full", String::from(redact::url(url)));
    if let Some(template) = described.template {
        cx.set_attribute("url.template", template);
    }
    if described.resend_count > 0 {
        cx.set_attribute("http.request.resend_count", described.resend_count);
    }
    if let Some(size) = request_size(request) {
        record_size(cx, "http.request.body.size", size);
    }
}

fn record_response(cx: &TraceContract, response: &Response) {
    let status = response.status();
    cx.set_attribute("http.response.status_code", status.as_u16());
    if let Some(version) = protocol_version(response.version()) {
        cx.set_attribute("network.protocol.version", version);
    }
    if let Some(peer) = response.remote_addr() {
        let address = peer.ip().to_canonical().to_string();
        cx.set_attribute("network.peer.address", address);
        cx.set_attribute("network.peer.port", peer.port());
    }
    if let Some(size) = response.content_length() {
        record_size(cx, "http.response.body.size", size);
    }
    // Unlike at the server, 4xx is an error here: the call did not do its work.
    if status.is_client_error() || status.is_server_error() {
        cx.set_attribute("error.type", status.as_str().to_owned());
        cx.set_status(Status::Error("".into()));
    }
}

fn request_size(request: &Request) -> Option<u64> {
    let given = || Some(request.body()?.as_bytes()?.len() as u64);
    content_length(request.headers()).or_else(given)
}

/// Few and stable words, to count by.
fn error_type(error: &Error) -> &'static str {
    if error.is_timeout() {
        "timeout"
    } else if error.is_connect() {
        "connect"
    } else if error.is_redirect() {
        "redirect"
    } else if error.is_decode() {
        "decode"
    } else if error.is_body() {
        "body"
    } else {
        "request"
    }
}
