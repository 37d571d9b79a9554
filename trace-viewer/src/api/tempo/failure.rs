//! Questions that have no answer.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use trace_store::ReadError;

use crate::api::parameters::NotUnderstood;

/// Why there is no answer: Tempo says so in plain text.
#[derive(Debug)]
pub(super) struct Failure(pub(super) StatusCode, pub(super) String);

impl From<NotUnderstood> for Failure {
    fn from(NotUnderstood(message): NotUnderstood) -> Self {
        Failure(StatusCode::BAD_REQUEST, message)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, self.1).into_response()
    }
}
