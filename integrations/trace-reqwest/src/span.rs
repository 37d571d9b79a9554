//! What a client span contains: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "HTTP
//! client span" (stable; `url.template` is in development).

use std::borrow::Cow;

use reqwest::header::{CONTENT_LENGTH, HeaderMap};
use reqwest::{Error, Method, Request, Response, Version};
use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, Kind, SpanBuilder, Status, TraceContract};

use crate::headers::Headers;
use crate::redact;

/// The span of one try. Dropped before it is ended, it says cancelled.
#[derive(Debug)]
pub(crate) struct ClientSpan(OpenSpan);

/// What the caller of the client says about a request, for its span.
#[derive(Debug, Clone, Default)]
pub(crate) struct Described {
    pub(crate) template: Option<Key>,
    pub(crate) resend_count: u32,
}

impl ClientSpan {
    pub(crate) fn start(cx: &TraceContract, request: &Request, described: Described) -> Self {
        let name = name(request.method(), described.template.as_deref());
        let span = SpanBuilder::named(name).kind(Kind::Client);
        let span = ClientSpan(OpenSpan::child_of(cx, span));
        span.record(|cx| record_request(cx, request, described));
        span
    }

    /// Runs a part of the exchange with the span current.
    pub(crate) fn enter<R>(&self, part: impl FnOnce(&TraceContract) -> R) -> R {
        self.0.enter(part)
    }

    /// Writes the span's context into the request.
    pub(crate) fn inject(&self, headers: &mut HeaderMap) {
        self.enter(|cx| cx.inject(&mut Headers(headers)));
    }

    /// The headers of the answer are there.
    pub(crate) fn responded(&self, response: &Response) {
        self.record(|cx| record_response(cx, response));
    }

    /// The body was read, or is not wanted.
    pub(crate) fn completed(self) {
        self.0.finish(None);
    }

    /// No answer, or its body broke off. The error is redacted already.
    pub(crate) fn failed(self, error: &Error) {
        self.record(|cx| {
            cx.record_error(error);
            // In place of the type's name, which is always the same.
            cx.set_attribute("error.type", error_type(error));
        });
        self.0.finish(None);
    }

    fn record(&self, record: impl FnOnce(&TraceContract)) {
        self.enter(|cx| {
            if cx.is_recording() {
                record(cx);
            }
        });
    }
}

/// The method, and the template of the path if there is one; never the path.
fn name(method: &Method, template: Option<&str>) -> Key {
    let method = known(method).unwrap_or("HTTP");
    match template {
        Some(template) => Cow::Owned(format!("{method} {template}")),
        None => Cow::Borrowed(method),
    }
}

fn record_request(cx: &TraceContract, request: &Request, described: Described) {
    let url = request.url();
    match known(request.method()) {
        Some(method) => cx.set_attribute("http.request.method", method),
        None => {
            cx.set_attribute("http.request.method", "_OTHER");
            let original = request.method().as_str().to_owned();
            cx.set_attribute("http.request.method_original", original);
        }
    }
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
        cx.set_attribute("http.request.body.size", size);
    }
}

fn record_response(cx: &TraceContract, response: &Response) {
    let status = response.status();
    cx.set_attribute("http.response.status_code", status.as_u16());
    if let Some(version) = version(response.version()) {
        cx.set_attribute("network.protocol.version", version);
    }
    if let Some(peer) = response.remote_addr() {
        let address = peer.ip().to_canonical().to_string();
        cx.set_attribute("network.peer.address", address);
        cx.set_attribute("network.peer.port", peer.port());
    }
    if let Some(size) = response
        .content_length()
        .and_then(|size| i64::try_from(size).ok())
    {
        cx.set_attribute("http.response.body.size", size);
    }
    // Unlike at the server, 4xx is an error here: the call did not do its work.
    if status.is_client_error() || status.is_server_error() {
        cx.set_attribute("error.type", status.as_str().to_owned());
        cx.set_status(Status::Error("".into()));
    }
}

fn request_size(request: &Request) -> Option<i64> {
    let stated = request.headers().get(CONTENT_LENGTH);
    match stated.and_then(|length| length.to_str().ok()?.parse().ok()) {
        Some(length) => Some(length),
        None => i64::try_from(request.body()?.as_bytes()?.len()).ok(),
    }
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

/// The methods that the conventions know; another one could be anything.
fn known(method: &Method) -> Option<&'static str> {
    const KNOWN: [&str; 10] = [
        "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE", "QUERY",
    ];
    KNOWN.into_iter().find(|known| *known == method.as_str())
}

fn version(version: Version) -> Option<&'static str> {
    match version {
        Version::HTTP_09 => Some("0.9"),
        Version::HTTP_10 => Some("1.0"),
        Version::HTTP_11 => Some("1.1"),
        Version::HTTP_2 => Some("2"),
        Version::HTTP_3 => Some("3"),
        _ => None,
    }
}
