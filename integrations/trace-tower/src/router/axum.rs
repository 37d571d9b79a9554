//! A request that axum has routed.

use std::net::SocketAddr;

use axum::extract::connect_info::MockConnectInfo;
use axum::extract::{ConnectInfo, MatchedPath, OriginalUri};
use http::Uri;
use http::request::Parts;

/// The template of the route, `/orders/{id}`.
pub(crate) fn route(parts: &Parts) -> Option<&str> {
    parts.extensions.get().map(MatchedPath::as_str)
}

/// The route of a request that goes on without its head: a clone of what axum shares.
pub(crate) struct Route(Option<MatchedPath>);

impl Route {
    pub(crate) fn of(parts: &Parts) -> Self {
        Route(parts.extensions.get().cloned())
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        self.0.as_ref().map(MatchedPath::as_str)
    }
}

/// A nested router cuts its prefix off the URI; axum keeps what was asked for.
pub(crate) fn original_uri(parts: &Parts) -> &Uri {
    let original = parts.extensions.get::<OriginalUri>();
    original.map_or(&parts.uri, |original| &original.0)
}

/// The address of the peer, if the server gives it. `X-Forwarded-For` is not read:
/// anybody can write it.
pub(crate) fn peer(parts: &Parts) -> Option<SocketAddr> {
    let given = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let mocked = || parts.extensions.get::<MockConnectInfo<SocketAddr>>();
    given
        .map(|ConnectInfo(peer)| *peer)
        .or_else(|| mocked().map(|MockConnectInfo(peer)| *peer))
}
