//! A charge, and what the SDK tells about it.

use std::fmt;
use std::pin::Pin;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;

pub(crate) type Retried = Box<dyn Fn(u32) + Send + Sync>;
pub(crate) type Confirm =
    Box<dyn Fn(Confirmation) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;
pub(crate) type Settled = Box<dyn FnOnce(&Receipt) + Send>;

/// What is to be charged, and who is told about it.
#[must_use = "nothing is charged until it is handed to `Cards::charge`"]
pub struct Charge {
    pub(crate) cents: u64,
    pub(crate) headers: HeaderMap,
    pub(crate) retried: Option<Retried>,
    pub(crate) confirm: Option<Confirm>,
    pub(crate) settled: Option<Settled>,
}

impl Charge {
    /// A charge of so many cents.
    pub fn of(cents: u64) -> Self {
        Charge {
            cents,
            headers: HeaderMap::new(),
            retried: None,
            confirm: None,
            settled: None,
        }
    }

    /// A header for the requests of this charge.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Called before each try but the first, with its number, on a task of the SDK.
    pub fn on_retry(mut self, retried: impl Fn(u32) + Send + Sync + 'static) -> Self {
        self.retried = Some(Box::new(retried));
        self
    }

    /// Asks the customer, on a task of the SDK. Nothing is charged if the answer is no.
    pub fn confirm<F>(mut self, ask: impl Fn(Confirmation) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = bool> + Send + 'static,
    {
        self.confirm = Some(Box::new(move |confirmation| Box::pin(ask(confirmation))));
        self
    }

    /// Called when the money has arrived, on a thread of the SDK, maybe long after the
    /// charge.
    pub fn on_settled(mut self, settled: impl FnOnce(&Receipt) + Send + 'static) -> Self {
        self.settled = Some(Box::new(settled));
        self
    }
}

/// Names the callbacks that are set, and not the headers, which may be secrets.
impl fmt::Debug for Charge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Charge")
            .field("cents", &self.cents)
            .field("on_retry", &self.retried.is_some())
            .field("confirm", &self.confirm.is_some())
            .field("on_settled", &self.settled.is_some())
            .finish_non_exhaustive()
    }
}

/// What the customer is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmation {
    /// The amount.
    pub cents: u64,
}

/// A charge that was made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Receipt {
    /// The number that the processor gave it.
    pub id: String,
    /// The amount.
    pub cents: u64,
}

/// A charge whose risk was assessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// The number of the charge.
    pub id: String,
    /// Whether a specialist had to look at it.
    pub is_risky: bool,
}
