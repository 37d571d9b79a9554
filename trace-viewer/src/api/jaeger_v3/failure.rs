//! Questions that have no answer.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use trace_store::ReadError;

use crate::api::parameters::NotUnderstood;

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn nothing_found() -> Self {
        Failure {
            status: StatusCode::NOT_FOUND,
            message: "No traces found".to_owned(),
        }
    }
}

impl From<NotUnderstood> for Failure {
    fn from(NotUnderstood(message): NotUnderstood) -> Self {
        Failure {
            status: StatusCode::BAD_REQUEST,
            message,
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure {
            status: StatusCode::SERVICE_UNAVAILABLE,
            message: error.to_string(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let code = self.status.as_u16();
        let body = json!({ "error": { "httpCode": code, "message": self.message } });
        (self.status, Json(body)).into_response()
    }
}
