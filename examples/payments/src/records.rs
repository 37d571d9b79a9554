//! What is kept, and what keeping it may come to.

use std::error::Error;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::{Currency, Money};

/// A payment that was made.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) authorisation: String,
    pub(crate) receipt: String,
    pub(crate) trace_id: String,
}

impl Payment {
    pub(crate) fn money(&self) -> Money {
        Money {
            cents: self.amount_cents,
            currency: self.currency,
        }
    }
}

/// What becomes final with a payment.
#[derive(Debug)]
pub(crate) struct Settles {
    /// The entry of the journal that would refund the charge.
    pub(crate) compensation: String,
    pub(crate) key: Option<AnsweredKey>,
    /// Whether writing it down is to fail in the middle: `--ledger fail=…`.
    pub(crate) fails: bool,
}

/// An idempotency key, and the answer that it has from now on.
#[derive(Debug)]
pub(crate) struct AnsweredKey {
    pub(crate) key: String,
    pub(crate) attempt: String,
    pub(crate) status: u16,
    pub(crate) answer: String,
}

/// Why a payment was not written down; nothing of it is there.
#[derive(Debug)]
pub(crate) enum NotRecorded {
    Funds,
    /// The payment took so long that it is being undone, or tried again.
    Overtaken,
    OnPurpose,
    Sql(sqlx::Error),
}

impl From<sqlx::Error> for NotRecorded {
    fn from(error: sqlx::Error) -> Self {
        NotRecorded::Sql(error)
    }
}

impl fmt::Display for NotRecorded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotRecorded::Funds => "the account has too little",
            NotRecorded::Overtaken => "the payment took too long, and is being undone",
            NotRecorded::OnPurpose => "the ledger was told to fail",
            NotRecorded::Sql(error) => return f.write_str(&why(error)),
        })
    }
}

/// What the database failed of, without its own words: those may quote values.
pub(crate) fn why(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(error) => {
            let code = error.code().unwrap_or_default();
            format!("the database refused it ({code})")
        }
        sqlx::Error::PoolTimedOut => "no connection to the database was free".to_owned(),
        sqlx::Error::Io(error) => format!("the database is out of reach ({})", error.kind()),
        _ => "the database failed".to_owned(),
    }
}

impl Error for NotRecorded {}

/// Whose an idempotency key is.
#[derive(Debug)]
pub(crate) enum Claim {
    Ours,
    /// The key was used, and this was the answer.
    Answered {
        status: i64,
        answer: String,
    },
    /// Another attempt is under way.
    Busy,
    /// The key was used for another request.
    OtherRequest,
}

/// What is asked of the bank.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Charge {
    /// Chosen by whoever asks, so that it can ask again and take it back.
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
}

/// What became of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charged {
    Stands,
    /// The charge was taken back before it came.
    Refunded,
}
