//! Calls that do not leave their host.

use std::net::IpAddr;

use trace_model::{Span, Value};

/// Where a span says with whom it spoke, in the names of today and of before.
const PEER: [&str; 6] = [
    "network.peer.address",
    "server.address",
    "client.address",
    "net.sock.peer.addr",
    "net.peer.ip",
    "net.peer.name",
];

/// Whether a span says that its peer is on the same host. The peer may be a proxy there, so
/// that caller and called may have two clocks all the same.
pub(super) fn is_local(span: &Span) -> bool {
    let values = PEER.into_iter().filter_map(|key| span.get(key));
    values
        .filter_map(|value| match value {
            Value::Text(text) => Some(&**text),
            _ => None,
        })
        .any(is_loopback)
}

fn is_loopback(address: &str) -> bool {
    let bare = address.trim_start_matches('[').trim_end_matches(']');
    let of_ip = |ip: IpAddr| ip.to_canonical().is_loopback();
    bare.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(of_ip)
}
