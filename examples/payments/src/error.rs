//! What can be wrong with a payment, and how a caller is told.

use std::error::Error;
use std::fmt;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::money::{Currency, Money};

/// Why there is no payment.
#[derive(Debug)]
pub(crate) enum PaymentError {
    /// The body is not the JSON of a payment.
    Body(JsonRejection),
    User,
    Amount(i64),
    Currency(String),
    Funds {
        balance: Money,
    },
    Declined,
    Bank(reqwest::Error),
    TooManyAccounts,
    NotFound,
    NoRoute,
    Method,
    NotLoopback,
    Internal,
}

impl PaymentError {
    fn status(&self) -> StatusCode {
        match self {
            PaymentError::Body(rejection) => rejection.status(),
            PaymentError::User | PaymentError::Amount(_) | PaymentError::Currency(_) => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            PaymentError::Funds { .. } | PaymentError::Declined => StatusCode::PAYMENT_REQUIRED,
            PaymentError::Bank(_) => StatusCode::BAD_GATEWAY,
            PaymentError::TooManyAccounts => StatusCode::SERVICE_UNAVAILABLE,
            PaymentError::NotFound | PaymentError::NoRoute => StatusCode::NOT_FOUND,
            PaymentError::Method => StatusCode::METHOD_NOT_ALLOWED,
            PaymentError::NotLoopback => StatusCode::FORBIDDEN,
            PaymentError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// For programs; never changes.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            PaymentError::Body(rejection) => match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => "body_too_large",
                StatusCode::UNSUPPORTED_MEDIA_TYPE => "not_json",
                StatusCode::UNPROCESSABLE_ENTITY => "invalid_payment",
                _ => "invalid_json",
            },
            PaymentError::User => "invalid_user",
            PaymentError::Amount(_) => "invalid_amount",
            PaymentError::Currency(_) => "unknown_currency",
            PaymentError::Funds { .. } => "insufficient_funds",
            PaymentError::Declined => "declined",
            PaymentError::Bank(_) => "bank_unavailable",
            PaymentError::TooManyAccounts => "too_many_accounts",
            PaymentError::NotFound => "payment_not_found",
            PaymentError::NoRoute => "not_found",
            PaymentError::Method => "method_not_allowed",
            PaymentError::NotLoopback => "not_loopback",
            PaymentError::Internal => "internal",
        }
    }
}

/// For people.
impl fmt::Display for PaymentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PaymentError::Body(rejection) => f.write_str(&rejection.body_text()),
            PaymentError::User => f.write_str("`user` has 1 to 64 characters of [A-Za-z0-9_.@-]"),
            PaymentError::Amount(cents) => {
                write!(f, "`amount_cents` must be positive, and is {cents}")
            }
            PaymentError::Currency(given) => {
                let known = Currency::ALL.map(Currency::as_str).join(", ");
                write!(f, "`currency` is one of {known}, and not {given:?}")
            }
            PaymentError::Funds { balance } => write!(f, "the balance is {balance}"),
            PaymentError::Declined => f.write_str("the bank declined the charge"),
            PaymentError::Bank(_) => f.write_str("the bank did not answer"),
            PaymentError::TooManyAccounts => f.write_str("no more accounts can be opened"),
            PaymentError::NotFound => f.write_str("there is no payment of this id"),
            PaymentError::NoRoute => f.write_str("there is nothing at this path"),
            PaymentError::Method => f.write_str("this path does not take this method"),
            PaymentError::NotLoopback => f.write_str("only callers on this machine may do this"),
            PaymentError::Internal => f.write_str("the payment failed inside of this service"),
        }
    }
}

impl Error for PaymentError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            PaymentError::Bank(error) => Some(error),
            _ => None,
        }
    }
}

impl From<JsonRejection> for PaymentError {
    fn from(rejection: JsonRejection) -> Self {
        PaymentError::Body(rejection)
    }
}

/// The trace id is read from the span that is current here, so that an error
/// need not carry one.
impl IntoResponse for PaymentError {
    fn into_response(self) -> Response {
        let trace_id =
            trace_runtime::with_current(|span| span.map(|span| span.trace_id().to_string()));
        let (status, code) = (self.status(), self.code());
        if status.is_server_error() {
            tracing::error!(code, error = %self, "request failed");
        } else {
            tracing::info!(code, error = %self, "request refused");
        }
        let body = json!({
            "error": { "code": code, "message": self.to_string() },
            "trace_id": trace_id,
        });
        (status, Json(body)).into_response()
    }
}
