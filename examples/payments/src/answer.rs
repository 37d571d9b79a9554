//! The answer to `POST /payments`, which the same key gets again.

use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::records::Payment;

/// The status of a payment that was made.
pub(crate) const MADE: u16 = 201;

#[derive(Debug)]
pub(crate) struct Answer {
    status: u16,
    body: String,
    location: Option<String>,
    again: bool,
}

impl Answer {
    pub(crate) fn made(payment: &Payment) -> Self {
        Answer {
            status: MADE,
            // Texts and numbers; there is nothing that could not be JSON.
            body: serde_json::to_string(payment).unwrap_or_default(),
            location: Some(format!("/payments/{}", payment.id)),
            again: false,
        }
    }

    /// What was answered before.
    pub(crate) fn again(status: i64, body: String) -> Self {
        let id = serde_json::from_str::<serde_json::Value>(&body).ok();
        let id = id.as_ref().and_then(|body| body["id"].as_str());
        Answer {
            status: u16::try_from(status).unwrap_or(MADE),
            location: id.map(|id| format!("/payments/{id}")),
            body,
            again: true,
        }
    }

    pub(crate) fn body(&self) -> &str {
        &self.body
    }

    pub(crate) fn is_new(&self) -> bool {
        !self.again
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::CREATED);
        let mut response =
            (status, [(CONTENT_TYPE, "application/json")], self.body).into_response();
        let headers = response.headers_mut();
        let location = self.location.map(HeaderValue::try_from);
        if let Some(Ok(location)) = location {
            headers.insert(LOCATION, location);
        }
        if self.again {
            headers.insert("idempotency-replayed", HeaderValue::from_static("true"));
        }
        response
    }
}
