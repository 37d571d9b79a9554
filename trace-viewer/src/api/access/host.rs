//! The names under which the viewer is reached.

use std::net::IpAddr;

use axum::http::Request;
use axum::http::header::HOST;

/// The host and port that a request names; `None` where it names none, or two.
pub(super) fn authority<B>(request: &Request<B>) -> Option<&str> {
    let mut hosts = request.headers().get_all(HOST).iter();
    match (request.uri().authority(), hosts.next(), hosts.next()) {
        (_, _, Some(_)) => None,
        (Some(authority), None, _) => Some(authority.as_str()),
        (None, Some(host), _) => host.to_str().ok(),
        // HTTP/2 may bring both.
        (Some(authority), Some(host), _) => {
            (host.as_bytes() == authority.as_str().as_bytes()).then_some(authority.as_str())
        }
        (None, None, _) => None,
    }
}

/// The name or address in an authority, without its port; `None` where it is not one.
pub(super) fn name(authority: &str) -> Option<&str> {
    let name = if authority.starts_with('[') {
        let end = authority.find(']')?;
        let port = &authority[end + 1..];
        is_port(port).then_some(&authority[1..end])?
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        is_port(&authority[end..]).then_some(&authority[..end])?
    };
    (!name.is_empty()).then_some(name)
}

fn is_port(text: &str) -> bool {
    match text.strip_prefix(':') {
        Some(digits) => digits.parse::<u16>().is_ok(),
        None => text.is_empty(),
    }
}

/// Whether the name always leads to this machine.
pub(super) fn is_loopback(name: &str) -> bool {
    match name.parse::<IpAddr>() {
        Ok(address) => address.to_canonical().is_loopback(),
        Err(_) => {
            let name = name.to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    }
}

/// Whether it is an address. Nobody else can make one lead here.
pub(super) fn is_address(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok()
}
