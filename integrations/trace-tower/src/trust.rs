//! A ready answer to whom to trust.

use std::sync::Once;

use http::request::Parts;
use trace_runtime::Trust;
use trace_runtime::integration::count;
use trace_runtime::stats::Counter;

use crate::router::peer;

/// Continues the trace of callers on this machine, restarts all others:
/// for [`TraceLayer::with_trust`](crate::TraceLayer::with_trust).
///
/// The address comes from `ConnectInfo`, or in a test from `MockConnectInfo`, so
/// serve the router with `into_make_service_with_connect_info::<SocketAddr>()`.
/// Without it nobody is trusted: a warning says so once, and
/// [`Counter::PeerUnknown`] counts the requests. Behind a reverse proxy on the same
/// machine *everybody* arrives from loopback: do not use it there.
///
/// ```
/// use axum::{Router, routing::get};
/// use trace_tower::{TraceLayer, trust_loopback};
///
/// let app: Router = Router::new()
///     .route("/", get(|| async { "hello" }))
///     .layer(TraceLayer::with_trust(trust_loopback));
/// ```
pub fn trust_loopback(parts: &Parts) -> Trust {
    match peer(parts) {
        Some(peer) if peer.ip().to_canonical().is_loopback() => Trust::Continue,
        Some(_) => Trust::Restart,
        None => {
            peer_unknown();
            Trust::Restart
        }
    }
}

#[cold]
fn peer_unknown() {
    static WARNED: Once = Once::new();

    count(Counter::PeerUnknown);
    WARNED.call_once(|| {
        tracing::warn!(
            "trust_loopback restarts the trace of every caller: the server does not give the \
             address of its peer. Serve the router with \
             `router.into_make_service_with_connect_info::<SocketAddr>()`"
        );
    });
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::extract::connect_info::MockConnectInfo;

    use super::*;

    fn trust_of(peer: Option<&str>) -> Trust {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        if let Some(peer) = peer {
            let peer: SocketAddr = peer.parse().unwrap();
            parts.extensions.insert(ConnectInfo(peer));
        }
        trust_loopback(&parts)
    }

    #[test]
    fn a_test_may_say_who_calls() {
        let (mut parts, ()) = http::Request::new(()).into_parts();
        let peer: SocketAddr = "127.0.0.1:1".parse().unwrap();
        parts.extensions.insert(MockConnectInfo(peer));
        assert_eq!(trust_loopback(&parts), Trust::Continue);
    }

    #[test]
    fn only_a_known_loopback_peer_is_trusted() {
        assert_eq!(trust_of(Some("127.0.0.1:1")), Trust::Continue);
        assert_eq!(trust_of(Some("[::1]:1")), Trust::Continue);
        assert_eq!(trust_of(Some("[::ffff:127.0.0.1]:1")), Trust::Continue);
        assert_eq!(trust_of(Some("10.0.0.1:1")), Trust::Restart);
        assert_eq!(trust_of(None), Trust::Restart);
    }
}
