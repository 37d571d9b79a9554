//! What stands around each answer.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use trace_store::{ReadError, WriteError};

use crate::api::parameters::NotUnderstood;

/// The envelope of all answers.
#[derive(Debug, Serialize)]
pub(super) struct Answer<T> {
    pub(super) data: T,
    pub(super) total: usize,
    pub(super) limit: usize,
    pub(super) offset: usize,
    pub(super) errors: Option<[Failed; 1]>,
}

#[derive(Debug, Serialize)]
pub(super) struct Failed {
    code: u16,
    msg: String,
}

/// All of a list.
pub(super) fn list<T: Serialize>(data: Vec<T>) -> Response {
    Json(Answer {
        total: data.len(),
        data,
        limit: 0,
        offset: 0,
        errors: None,
    })
    .into_response()
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failure {
    status: StatusCode,
    message: String,
}

impl Failure {
    pub(super) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Failure {
            status,
            message: message.into(),
        }
    }

    pub(super) fn no_trace() -> Self {
        Failure::new(StatusCode::NOT_FOUND, "trace not found")
    }

    pub(super) fn no_trace_id(text: &str) -> Self {
        NotUnderstood::new("traceID", text, "an id of up to 32 hex digits").into()
    }
}

impl From<NotUnderstood> for Failure {
    fn from(NotUnderstood(message): NotUnderstood) -> Self {
        Failure::new(StatusCode::BAD_REQUEST, message)
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure::new(StatusCode::SERVICE_UNAVAILABLE, error.to_string())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let failed = Failed {
            code: self.status.as_u16(),
            msg: self.message,
        };
        let answer = Answer {
            data: None::<()>,
            total: 0,
            limit: 0,
            offset: 0,
            errors: Some([failed]),
        };
        (self.status, Json(answer)).into_response()
    }
}
