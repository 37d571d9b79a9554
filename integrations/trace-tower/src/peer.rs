//! Who is at the other end of the connection.

use std::net::SocketAddr;

use axum::extract::ConnectInfo;
use axum::extract::connect_info::MockConnectInfo;
use http::request::Parts;

/// The address of the peer, if the server gives it. `X-Forwarded-For` is not read:
/// anybody can write it.
pub(crate) fn peer(parts: &Parts) -> Option<SocketAddr> {
    let given = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let mocked = || parts.extensions.get::<MockConnectInfo<SocketAddr>>();
    given
        .map(|ConnectInfo(peer)| *peer)
        .or_else(|| mocked().map(|MockConnectInfo(peer)| *peer))
}
