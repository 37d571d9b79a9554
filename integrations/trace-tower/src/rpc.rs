//! How calls of gRPC are told.

use std::borrow::Cow;
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use http::request::Parts;

/// How calls of gRPC are told, for [`TraceLayer::rpc`](crate::TraceLayer::rpc).
///
/// Calls of the services for health checks and for reflection are not traced, unless
/// [`traced`](Self::traced) names them.
#[derive(Clone)]
pub struct Rpc {
    untraced: Vec<Cow<'static, str>>,
    timeout: Option<Duration>,
    peer: fn(&Parts) -> Option<SocketAddr>,
}

/// What machines ask, again and again.
const UNTRACED: [&str; 3] = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
];

impl Rpc {
    /// The usual: health checks and reflection are not traced.
    pub fn new() -> Self {
        Rpc {
            untraced: UNTRACED.map(Cow::Borrowed).to_vec(),
            timeout: None,
            peer: |_| None,
        }
    }

    /// Records nothing for calls of this service, named in full: `shop.Orders`. Handlers that
    /// ask for a contract still get one.
    #[must_use]
    pub fn untraced(mut self, service: impl Into<Cow<'static, str>>) -> Self {
        self.untraced.push(service.into());
        self
    }

    /// Records calls of this service after all: `grpc.health.v1.Health`.
    #[must_use]
    pub fn traced(mut self, service: &str) -> Self {
        self.untraced.retain(|untraced| untraced != service);
        self
    }

    /// Says after how much time the server itself ends a call whose answer has not begun, so
    /// that such an end is told from that of a caller who hangs up. The `grpc-timeout` of a
    /// caller is known anyway.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Says where this kind of server puts the address of the peer.
    #[must_use]
    pub fn peer(mut self, peer: fn(&Parts) -> Option<SocketAddr>) -> Self {
        self.peer = peer;
        self
    }

    /// Whether nothing is recorded for a call: its path begins with a service that is untraced.
    pub(crate) fn is_untraced(&self, path: &str) -> bool {
        let service = path
            .strip_prefix('/')
            .and_then(|path| path.split_once('/'))
            .map(|(service, _)| service);
        service.is_some_and(|service| self.untraced.iter().any(|untraced| untraced == service))
    }

    pub(crate) fn limit(&self) -> Option<Duration> {
        self.timeout
    }

    pub(crate) fn peer_of(&self, parts: &Parts) -> Option<SocketAddr> {
        (self.peer)(parts)
    }
}

impl Default for Rpc {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Rpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rpc")
            .field("untraced", &self.untraced)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_untraced_by_their_whole_name() {
        let rpc = Rpc::new().untraced("shop.Polls");
        for untraced in [
            "/grpc.health.v1.Health/Check",
            "/grpc.health.v1.Health/Watch",
            "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            "/shop.Polls/Ask",
        ] {
            assert!(rpc.is_untraced(untraced), "{untraced}");
        }
        for traced in [
            "/shop.Poll/Ask",
            "/shop.Polls",
            "/",
            "",
            "/x.shop.Polls/Ask",
        ] {
            assert!(!rpc.is_untraced(traced), "{traced}");
        }
        let rpc = rpc.traced("grpc.health.v1.Health");
        assert!(!rpc.is_untraced("/grpc.health.v1.Health/Check"));
    }
}
