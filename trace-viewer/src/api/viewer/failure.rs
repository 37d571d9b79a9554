//! Questions that have no answer.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use trace_model::TraceId;
use trace_store::{ReadError, WriteError};

use crate::api::trace_id;
use crate::query::ParseError;

/// Why there is no answer, in words for people.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(super) status: StatusCode,
    pub(super) message: String,
}

impl Failure {
    pub(super) fn not_understood(message: impl Into<String>) -> Self {
        Failure {
            status: StatusCode::BAD_REQUEST,
            message: message.into(),
        }
    }

    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Failure {
            status: StatusCode::NOT_FOUND,
            message: message.into(),
        }
    }

    pub(crate) fn no_trace(id: TraceId) -> Self {
        Failure::not_found(format!("nothing is known of the trace {id}"))
    }
}

/// The id in a path.
pub(crate) fn trace_id(text: &str) -> Result<TraceId, Failure> {
    let shown: String = text.chars().take(80).collect();
    let failure = || {
        Failure::not_understood(format!(
            "`{shown}` is not a trace id of up to 32 hex digits"
        ))
    };
    trace_id::read(text).ok_or_else(failure)
}

/// The words have three lines: what is wrong, the query, and a caret.
impl From<ParseError> for Failure {
    fn from(error: ParseError) -> Self {
        Failure {
            status: StatusCode::BAD_REQUEST,
            message: error.to_string(),
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure {
            status: StatusCode::SERVICE_UNAVAILABLE,
            message: error.to_string(),
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
        (self.status, Json(json!({ "error": self.message }))).into_response()
    }
}
