//! The handle of a request, as an axum handler asks for it.

use std::error::Error;
use std::fmt;

use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::request::Parts;

use crate::rollback::Rollback;

/// A handler asked for a [`Rollback`], and its route is not marked idempotent.
///
/// Axum answers 500 with it: a handler that went on would do what nobody undoes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotIdempotent(());

impl fmt::Display for NotIdempotent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "ROLLBACK_SCOPE_MISSING: the handler takes `Rollback`, and nobody would run what it \
             registers. Name the route on the layer, \
             `TraceLayer::new(…).idempotent(\"/payments\")`",
        )
    }
}

impl Error for NotIdempotent {}

impl<S: Sync> FromRequestParts<S> for Rollback {
    type Rejection = NotIdempotent;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, NotIdempotent> {
        let rollback = parts.extensions.get::<Rollback>().cloned();
        rollback.ok_or_else(|| {
            let missing = NotIdempotent(());
            tracing::error!("{missing}");
            missing
        })
    }
}

impl IntoResponse for NotIdempotent {
    fn into_response(self) -> Response {
        (StatusCode::INTERNAL_SERVER_ERROR, format!("{self}\n")).into_response()
    }
}
