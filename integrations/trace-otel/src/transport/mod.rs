//! One request with one message, and what the receiver said to it.

mod backoff;
mod http;
mod retry_after;
mod status;

#[cfg(feature = "grpc")]
mod grpc;
#[cfg(feature = "tls")]
mod tls;

use std::time::Duration;

use bytes::Bytes;

pub(crate) use backoff::Backoff;
#[cfg(feature = "grpc")]
pub(crate) use grpc::Grpc;
pub(crate) use http::Http;

use crate::signal::Signal;

/// How a receiver answered, by what there is to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The receiver has the message, but for `rejected` spans or log records, which must
    /// not be sent again.
    Accepted { rejected: u64, message: String },
    /// The same message may be sent again, `after` a while if one is given.
    Retry {
        after: Option<Duration>,
        reason: String,
    },
    /// The receiver does not want this message.
    Refused { reason: String },
}

impl Answer {
    pub(crate) fn accepted() -> Self {
        Self::Accepted {
            rejected: 0,
            message: String::new(),
        }
    }

    /// Yes, with this body, which should be the response of `signal`.
    fn accepted_with(body: &[u8], signal: Signal) -> Self {
        let (rejected, message) = status::partial_success(body)
            .unwrap_or_else(|| (0, format!("the answer is no {}", signal.response())));
        Self::Accepted { rejected, message }
    }

    fn retry(reason: impl Into<String>) -> Self {
        Self::Retry {
            after: None,
            reason: reason.into(),
        }
    }
}

/// Who sends.
const USER_AGENT: &str = concat!("trace-otel/", env!("CARGO_PKG_VERSION"));

/// What carries a message. Chosen once, when the sender is made.
#[derive(Debug)]
pub(crate) enum Transport {
    Http(Box<Http>),
    #[cfg(feature = "grpc")]
    Grpc(Box<Grpc>),
}

impl Transport {
    /// Sends one request. Dropping the future gives the request up.
    pub(crate) async fn send(&mut self, body: Bytes) -> Answer {
        match self {
            Self::Http(http) => http.send(body).await,
            #[cfg(feature = "grpc")]
            Self::Grpc(grpc) => grpc.send(body).await,
        }
    }

    /// Forgets the connection: after a request was given up, what is left of it
    /// would stand before the next.
    pub(crate) fn disconnect(&mut self) {
        match self {
            Self::Http(http) => http.disconnect(),
            #[cfg(feature = "grpc")]
            Self::Grpc(grpc) => grpc.disconnect(),
        }
    }
}
