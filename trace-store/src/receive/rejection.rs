//! Why nothing of a request was taken, and how that is said.
//!
//! Source: "Failures" of <https://opentelemetry.io/docs/specs/otlp/>, and
//! `google/rpc/status.proto`.

use std::time::Duration;

use ::http::StatusCode;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

/// Why nothing of a request was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rejection {
    /// The bytes are no request.
    Malformed(String),
    /// The message is longer than a message may be.
    TooLarge { limit: usize },
    /// The body is of a type, or in an encoding, that is not known.
    UnknownMedia(String),
    /// The body took too long to come.
    TooSlow { limit: Duration },
    /// The signal is not one that is kept.
    NotKept,
    /// There is no room at the moment.
    Busy { what: String, retry_after: Duration },
    /// The store failed.
    Failed(String),
}

impl Rejection {
    pub(super) fn status_code(&self) -> StatusCode {
        match self {
            Rejection::Malformed(_) => StatusCode::BAD_REQUEST,
            Rejection::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Rejection::UnknownMedia(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Rejection::TooSlow { .. } => StatusCode::REQUEST_TIMEOUT,
            Rejection::NotKept => StatusCode::NOT_FOUND,
            Rejection::Busy { .. } => StatusCode::TOO_MANY_REQUESTS,
            Rejection::Failed(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// A sender repeats what is "exhausted" only where it is told when to.
    fn code(&self) -> Code {
        match self {
            Rejection::Malformed(_) | Rejection::UnknownMedia(_) => Code::InvalidArgument,
            Rejection::TooLarge { .. } | Rejection::Busy { .. } => Code::ResourceExhausted,
            Rejection::TooSlow { .. } => Code::DeadlineExceeded,
            Rejection::NotKept => Code::Unimplemented,
            Rejection::Failed(_) => Code::Unavailable,
        }
    }

    pub(super) fn message(&self) -> String {
        match self {
            Rejection::Malformed(what)
            | Rejection::UnknownMedia(what)
            | Rejection::Failed(what)
            | Rejection::Busy { what, .. } => what.clone(),
            Rejection::TooLarge { limit } => format!(
                "the message is longer than {limit} bytes: let the sender send fewer spans at once"
            ),
            Rejection::TooSlow { limit } => {
                format!("the body did not come within {} s", limit.as_secs())
            }
            Rejection::NotKept => "traces and logs are kept here, metrics are not: \
                set OTEL_METRICS_EXPORTER=none, or another endpoint for them"
                .to_owned(),
        }
    }

    /// When to come again, in whole seconds.
    pub(super) fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Rejection::Busy { retry_after, .. } => {
                let more = u64::from(retry_after.subsec_nanos() > 0);
                Some(retry_after.as_secs().saturating_add(more).max(1))
            }
            _ => None,
        }
    }

    /// `google.rpc.Status`, in protobuf.
    pub(super) fn to_protobuf(&self) -> Vec<u8> {
        Status::from(self.clone()).details().to_vec()
    }

    /// `google.rpc.Status`, in JSON.
    pub(super) fn to_json(&self) -> Vec<u8> {
        let status = serde_json::json!({
            "code": i32::from(self.code()),
            "message": self.message(),
        });
        status.to_string().into_bytes()
    }
}

/// The details are the whole `google.rpc.Status`.
impl From<Rejection> for Status {
    fn from(rejection: Rejection) -> Self {
        let details = match rejection.retry_after_seconds() {
            Some(seconds) => ErrorDetails::with_retry_info(Some(Duration::from_secs(seconds))),
            None => ErrorDetails::new(),
        };
        Status::with_error_details(rejection.code(), rejection.message(), details)
    }
}
