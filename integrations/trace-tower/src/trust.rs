//! A ready answer to whom to trust.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use http::request::Parts;
use trace_runtime::Trust;

/// Continues the trace of callers on this machine, restarts all others:
/// for [`TraceLayer::with_trust`](crate::TraceLayer::with_trust).
///
/// The address comes from `ConnectInfo`, so serve the router with
/// `into_make_service_with_connect_info::<SocketAddr>()`; without it nobody is
/// trusted. Behind a reverse proxy on the same machine *everybody* arrives from
/// loopback: do not use it there.
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
    match parts.extensions.get::<ConnectInfo<SocketAddr>>() {
        Some(ConnectInfo(peer)) if peer.ip().to_canonical().is_loopback() => Trust::Continue,
        _ => Trust::Restart,
    }
}

#[cfg(test)]
mod tests {
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
    fn only_a_known_loopback_peer_is_trusted() {
        assert_eq!(trust_of(Some("127.0.0.1:1")), Trust::Continue);
        assert_eq!(trust_of(Some("[::1]:1")), Trust::Continue);
        assert_eq!(trust_of(Some("[::ffff:127.0.0.1]:1")), Trust::Continue);
        assert_eq!(trust_of(Some("10.0.0.1:1")), Trust::Restart);
        assert_eq!(trust_of(None), Trust::Restart);
    }
}
