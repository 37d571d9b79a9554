//! A request of which only its head is known.

use std::net::SocketAddr;

use http::Uri;
use http::request::Parts;

pub(crate) fn route(_: &Parts) -> Option<&str> {
    None
}

/// Nothing is known of it.
pub(crate) struct Route;

impl Route {
    pub(crate) fn of(_: &Parts) -> Self {
        Route
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        None
    }
}

pub(crate) fn original_uri(parts: &Parts) -> &Uri {
    &parts.uri
}

pub(crate) fn peer(_: &Parts) -> Option<SocketAddr> {
    None
}
