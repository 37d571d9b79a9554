//! What the router and the server know of a request: axum says it in its extensions,
//! any other says nothing.

#[cfg(feature = "axum")]
mod axum;
#[cfg(not(feature = "axum"))]
mod unknown;

#[cfg(feature = "axum")]
pub(crate) use self::axum::{Route, original_uri, peer, route};
#[cfg(not(feature = "axum"))]
pub(crate) use unknown::{Route, original_uri, peer, route};
