//! What a server span contains: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "HTTP
//! server span" (stable) and "gRPC" (release candidate).

use std::borrow::Cow;
use std::fmt::Display;
use std::net::SocketAddr;
use std::thread;

use http::header::{HOST, USER_AGENT};
use http::request::Parts;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, Method, StatusCode, Uri, response};
use trace_http::{
    Grpc, Headers, Side, content_length, grpc_span_name, protocol_version, record_method,
    record_size, redact_query, span_name,
};
use trace_runtime::integration::Failure;
use trace_runtime::integration::OpenSpan;
use trace_runtime::{
    CorrelationId, SealedContract, SpanBuilder, SpanKind, Status, TraceContract, propagation,
};

use crate::ids::{self, ResponseIds};
use crate::router;
use crate::rpc::Rpc;
use crate::served::Serving;
use crate::settings::Settings;

/// The span of one request, from its headers to the end of the response body.
///
/// Dropped before [`completed`](Self::completed) or [`failed`](Self::failed),
/// it has the attribute `cancelled`, or says panicked.
#[derive(Debug)]
pub(crate) struct ServerSpan {
    span: OpenSpan,
    grpc: Option<Grpc>,
    /// What is called, where that is told by the conventions for calls, not by those for HTTP.
    asked: Option<PathAndQuery>,
    serving: Option<Serving>,
}

impl ServerSpan {
    /// Starts the span; gives the ids for the response, unless the path is one
    /// of which nothing is recorded.
    pub(crate) fn start(parts: &Parts, settings: &Settings) -> (Self, Option<ResponseIds>) {
        let path = router::original_uri(parts).path();
        let grpc = Grpc::detect(Side::Server, &parts.headers);
        let rpc = settings.rpc().filter(|_| grpc.is_some());
        if settings.is_untraced(path) || rpc.is_some_and(|rpc| rpc.is_untraced(path)) {
            return (Self::untraced(), None);
        }
        let grpc = match rpc.and_then(Rpc::limit) {
            Some(limit) => grpc.map(|call| call.within(limit)),
            None => grpc,
        };
        let inbound = propagation::extract(&Headers(&parts.headers));
        let name = match rpc {
            Some(_) => grpc_span_name(path),
            None => span_name(&parts.method, router::route(parts)),
        };
        let name = SpanBuilder::named(name).kind(SpanKind::Server);
        let is_named = inbound.correlation_id.is_some();
        let span = OpenSpan::inbound(inbound, settings.trust(parts), name);
        let mut serving = None;
        let ids = span.enter(|cx| {
            serving = (settings.observer()).map(|to| Serving::begin(to, parts, cx));
            if cx.is_recording() {
                match rpc {
                    Some(rpc) => record_call(cx, parts, rpc),
                    None => record_request(cx, parts),
                }
                if let Some(call) = &grpc {
                    call.requested(cx, path);
                }
                if is_named {
                    record_correlation_id(cx);
                }
            }
            ResponseIds {
                trace_id: cx.trace_id(),
                correlation_id: cx.correlation_id(),
                request_id: ids::request_id(&parts.headers),
            }
        });
        let asked = rpc.and(router::original_uri(parts).path_and_query().cloned());
        let span = ServerSpan {
            span,
            grpc,
            asked,
            serving,
        };
        (span, Some(ids))
    }

    fn untraced() -> Self {
        ServerSpan {
            span: OpenSpan::unrecorded(),
            grpc: None,
            asked: None,
            serving: None,
        }
    }

    /// Runs a part of the handler or of the body with the span current.
    pub(crate) fn enter<R>(&self, part: impl FnOnce() -> R) -> R {
        self.span.enter(|_| part())
    }

    /// What the handler's spans will be children of.
    pub(crate) fn seal(&self) -> SealedContract {
        self.span.seal()
    }

    /// The handler has answered; the body is still to come.
    pub(crate) fn responded(&mut self, response: &response::Parts) {
        if self.grpc.is_none() {
            self.grpc = Grpc::detect(Side::Server, &response.headers);
        }
        if let Some(serving) = &mut self.serving {
            serving.responded(response.status);
        }
        let (grpc, asked) = (&mut self.grpc, &self.asked);
        self.span.enter(|cx| {
            if cx.is_recording() {
                if asked.is_none() || !response.status.is_success() {
                    record_response(cx, response);
                }
                if let Some(call) = grpc {
                    call.answered(cx, response.status, &response.headers);
                }
            }
        });
        if let Some(asked) = asked
            && self.grpc.as_ref().is_some_and(Grpc::is_unimplemented)
        {
            // Whoever calls what there is not would decide how spans are named.
            self.span.rename("grpc");
            self.span
                .enter(|cx| record_unknown_method(cx, asked.path()));
        }
    }

    /// Whether the body is not whole before its trailers are there.
    pub(crate) fn awaits_trailers(&self) -> bool {
        self.grpc.as_ref().is_some_and(Grpc::is_open)
    }

    /// What the request had done was undone, or not.
    pub(crate) fn says_rollback(&self, outcome: &'static str) {
        self.span
            .enter(|cx| cx.set_attribute("rollback.outcome", outcome));
    }

    /// The body has ended, after so many bytes if it was one that counts.
    pub(crate) fn completed(self, body_size: Option<u64>, trailers: Option<&HeaderMap>) {
        self.span.enter(|cx| {
            if let Some(size) = body_size.filter(|_| self.asked.is_none()) {
                record_size(cx, "http.response.body.size", size);
            }
            if let Some(mut call) = self.grpc {
                call.ended(cx, trailers);
            }
        });
        self.span.finish(None);
    }

    /// The request has ended, and nobody saw how.
    #[cfg(feature = "axum")]
    pub(crate) fn ends_unseen(self) {
        self.span.finish(None);
    }

    /// The request is dropped before its end, which is an error where its time has passed.
    pub(crate) fn says_dropped(&mut self) {
        if let Some(call) = &mut self.grpc
            && !thread::panicking()
        {
            self.span.enter(|cx| call.dropped(cx));
        }
    }

    /// The handler gave no response, or the body broke off.
    pub(crate) fn failed<E: Display + ?Sized>(self, error: &E) {
        self.span.finish(Some(Failure::of_display(error)));
    }
}

fn record_request(cx: &TraceContract, parts: &Parts) {
    let uri = router::original_uri(parts);
    let scheme = uri.scheme_str().unwrap_or("http");
    record_method(cx, &parts.method);
    cx.set_attribute("url.path", uri.path().to_owned());
    cx.set_attribute("url.scheme", scheme.to_owned());
    if let Some(query) = uri.query() {
        cx.set_attribute("url.query", redact_query(query));
    }
    if let Some(route) = router::route(parts) {
        cx.set_attribute("http.route", route.to_owned());
    }
    if let Some(version) = protocol_version(parts.version) {
        cx.set_attribute("network.protocol.version", version);
    }
    record_server(cx, uri, scheme, &parts.headers);
    if let Some(agent) = parts.headers.get(USER_AGENT) {
        let agent = String::from_utf8_lossy(agent.as_bytes()).into_owned();
        cx.set_attribute("user_agent.original", agent);
    }
    if let Some(size) = content_length(&parts.headers) {
        record_size(cx, "http.request.body.size", size);
    }
    record_peer(cx, router::peer(parts));
}

/// The caller's name of the request, under which its trace is found: trace-log writes the
/// same attribute. The trace id, which is the name where a caller gives none, says nothing.
fn record_correlation_id(cx: &TraceContract) {
    let id = cx.correlation_id();
    if id != CorrelationId::from(cx.trace_id()) {
        cx.set_attribute("trace.correlation_id", id.to_string());
    }
}

fn record_call(cx: &TraceContract, parts: &Parts, rpc: &Rpc) {
    let uri = router::original_uri(parts);
    record_server(cx, uri, uri.scheme_str().unwrap_or("http"), &parts.headers);
    record_peer(cx, rpc.peer_of(parts).or_else(|| router::peer(parts)));
}

fn record_unknown_method(cx: &TraceContract, path: &str) {
    let method = path.strip_prefix('/').unwrap_or(path);
    cx.set_attribute("rpc.method", "_OTHER");
    cx.set_attribute("rpc.method_original", method.to_owned());
}

/// Whom the caller meant to reach.
fn record_server(cx: &TraceContract, uri: &Uri, scheme: &str, headers: &HeaderMap) {
    let Some(authority) = authority(uri, headers) else {
        return;
    };
    let port = authority.port_u16().or(match scheme {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    });
    let host = authority.host().trim_matches(['[', ']']).to_owned();
    cx.set_attribute("server.address", host);
    if let Some(port) = port {
        cx.set_attribute("server.port", port);
    }
}

fn record_response(cx: &TraceContract, response: &response::Parts) {
    let status = response.status;
    cx.set_attribute("http.response.status_code", status.as_u16());
    // 4xx is the caller's mistake, and no error of this server.
    if status.is_server_error() {
        cx.set_attribute("error.type", status.as_str().to_owned());
        cx.set_status(Status::Error("".into()));
    }
}

fn record_peer(cx: &TraceContract, peer: Option<SocketAddr>) {
    if let Some(peer) = peer {
        let address = peer.ip().to_canonical().to_string();
        cx.set_attribute("client.address", address.clone());
        cx.set_attribute("network.peer.address", address);
        cx.set_attribute("network.peer.port", peer.port());
    }
}

/// Whom the caller meant to reach: `:authority`, or the `Host` header.
fn authority<'a>(uri: &'a Uri, headers: &HeaderMap) -> Option<Cow<'a, Authority>> {
    if let Some(authority) = uri.authority() {
        return Some(Cow::Borrowed(authority));
    }
    let host = headers.get(HOST)?.as_bytes();
    Authority::try_from(host).ok().map(Cow::Owned)
}

/// Whether a response to this request has a body on the wire at all; what follows
/// an upgrade is none.
pub(crate) fn sends_body(method: &Method, status: StatusCode) -> bool {
    let upgraded = *method == Method::CONNECT && status.is_success();
    *method != Method::HEAD
        && !upgraded
        && !status.is_informational()
        && status != StatusCode::NO_CONTENT
        && status != StatusCode::NOT_MODIFIED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_header_stands_in_for_an_authority() {
        let uri = Uri::from_static("/x");
        let mut headers = HeaderMap::new();
        headers.insert(HOST, "[::1]:8080".parse().unwrap());
        let found = authority(&uri, &headers).unwrap();
        assert_eq!((found.host(), found.port_u16()), ("[::1]", Some(8080)));

        headers.insert(HOST, "not a host".parse().unwrap());
        assert_eq!(authority(&uri, &headers), None);
    }

    #[test]
    fn some_responses_have_no_body() {
        assert!(sends_body(&Method::GET, StatusCode::OK));
        assert!(!sends_body(&Method::HEAD, StatusCode::OK));
        assert!(!sends_body(&Method::GET, StatusCode::NO_CONTENT));
        assert!(!sends_body(&Method::GET, StatusCode::NOT_MODIFIED));
        assert!(!sends_body(&Method::GET, StatusCode::SWITCHING_PROTOCOLS));
        assert!(!sends_body(&Method::CONNECT, StatusCode::OK));
        assert!(sends_body(&Method::CONNECT, StatusCode::BAD_GATEWAY));
    }
}
