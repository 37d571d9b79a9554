//! What can be wrong with a payment, and how a caller is told.

use std::error::Error;
use std::fmt;

use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use trace_rollback::durable::NotWritten;
use trace_runtime::TraceId;

use crate::money::{Currency, Money};
use crate::records::{NotRecorded, why};

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
    /// The bank, told to fail: `--bank fail=…`.
    BankFault,
    /// The `Idempotency-Key` is none.
    Key,
    KeyOfAnother,
    KeyBusy,
    /// The payment took longer than it may.
    TooSlow,
    /// The payment is being undone, or tried again by somebody else.
    Overtaken,
    NotWrittenDown(NotRecorded),
    Store(sqlx::Error),
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
            PaymentError::Key => StatusCode::BAD_REQUEST,
            PaymentError::KeyOfAnother => StatusCode::UNPROCESSABLE_ENTITY,
            PaymentError::KeyBusy | PaymentError::Overtaken => StatusCode::CONFLICT,
            PaymentError::TooSlow => StatusCode::GATEWAY_TIMEOUT,
            PaymentError::BankFault | PaymentError::NotWrittenDown(_) | PaymentError::Store(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
            PaymentError::NotFound | PaymentError::NoRoute => StatusCode::NOT_FOUND,
            PaymentError::Method => StatusCode::METHOD_NOT_ALLOWED,
            PaymentError::NotLoopback => StatusCode::FORBIDDEN,
            PaymentError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether asking again would be refused again: such an answer is kept for its key.
    pub(crate) fn is_final(&self) -> bool {
        matches!(self, PaymentError::Funds { .. } | PaymentError::Declined)
    }

    /// Status and body, as the caller gets them.
    pub(crate) fn answer(&self, trace_id: Option<TraceId>) -> (u16, String) {
        let body = json!({
            "error": { "code": self.code(), "message": self.to_string() },
            "trace_id": trace_id.map(|id| id.to_string()),
        });
        (self.status().as_u16(), body.to_string())
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
            PaymentError::BankFault => "bank_fault",
            PaymentError::Key => "invalid_idempotency_key",
            PaymentError::KeyOfAnother => "idempotency_key_of_another_request",
            PaymentError::KeyBusy => "idempotency_key_in_use",
            PaymentError::TooSlow => "too_slow",
            PaymentError::Overtaken => "overtaken",
            PaymentError::NotWrittenDown(_) => "not_written_down",
            PaymentError::Store(_) => "database",
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
            PaymentError::BankFault => f.write_str("the bank was told to fail"),
            PaymentError::Key => {
                f.write_str("`Idempotency-Key` is one header of 1 to 255 printable characters")
            }
            PaymentError::KeyOfAnother => {
                f.write_str("this `Idempotency-Key` was used for another payment")
            }
            PaymentError::KeyBusy => {
                f.write_str("a payment with this `Idempotency-Key` is under way: ask again")
            }
            PaymentError::TooSlow => f.write_str("the payment took too long, and was undone"),
            PaymentError::Overtaken => f.write_str("the payment took too long, and is undone"),
            PaymentError::NotWrittenDown(why) => write!(f, "the payment was undone: {why}"),
            PaymentError::Store(error) => f.write_str(&why(error)),
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
            PaymentError::NotWrittenDown(error) => Some(error),
            _ => None,
        }
    }
}

impl From<JsonRejection> for PaymentError {
    fn from(rejection: JsonRejection) -> Self {
        PaymentError::Body(rejection)
    }
}

/// The text of what the database says may quote values.
impl From<sqlx::Error> for PaymentError {
    fn from(error: sqlx::Error) -> Self {
        PaymentError::Store(error)
    }
}

impl From<NotRecorded> for PaymentError {
    fn from(why: NotRecorded) -> Self {
        match why {
            NotRecorded::Overtaken => PaymentError::Overtaken,
            why => PaymentError::NotWrittenDown(why),
        }
    }
}

impl From<NotWritten<sqlx::Error>> for PaymentError {
    fn from(error: NotWritten<sqlx::Error>) -> Self {
        match error {
            NotWritten::Journal(error) => PaymentError::Store(error),
            NotWritten::Step(_) => PaymentError::Internal,
        }
    }
}

/// The trace id is read from the span that is current here, so that an error
/// need not carry one.
impl IntoResponse for PaymentError {
    fn into_response(self) -> Response {
        let trace_id = trace_runtime::with_current(|span| span.map(|span| span.trace_id()));
        let (status, code) = (self.status(), self.code());
        if status.is_server_error() {
            tracing::error!(code, error = %self, "request failed");
        } else {
            tracing::info!(code, error = %self, "request refused");
        }
        let (_, body) = self.answer(trace_id);
        (status, [(CONTENT_TYPE, "application/json")], body).into_response()
    }
}
