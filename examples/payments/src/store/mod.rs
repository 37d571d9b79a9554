//! The database: SQLite in a file, or PostgreSQL.
//!
//! The statements are written once, in `statements/`, and compiled for either: sqlx tells
//! databases apart by types, and a function that is generic over them needs a bound for each
//! type that it binds or reads.

mod open;
mod postgres;
mod sqlite;

use trace_rollback::durable::{Entry, Journal};
use trace_runtime::{TraceContract, traced};
use trace_sqlx::{PgPool, SqlitePool};

pub(crate) use self::open::{Database, SqlComments};
use crate::money::Currency;
use crate::records::{Charge, Charged, Claim, NotRecorded, Payment, Settles};

/// What the service knows, in one of two databases.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Calls the same function of either database's.
macro_rules! either {
    ($store:expr, $module:ident :: $function:ident ($cx:expr $(, $argument:expr)* $(,)?)) => {
        match $store {
            Store::Sqlite(pool) => {
                sqlite::statements::$module::$function($cx, pool $(, $argument)*).await
            }
            Store::Postgres(pool) => {
                postgres::statements::$module::$function($cx, pool $(, $argument)*).await
            }
        }
    };
}

/// No spans of their own: the statements have theirs.
impl Store {
    /// What a user has; an account that is not open yet has its opening balance.
    pub(crate) async fn balance(
        &self,
        cx: &TraceContract,
        holder: &str,
        currency: Currency,
    ) -> sqlx::Result<i64> {
        either!(self, books::balance(cx, holder, currency))
    }

    /// Writes a payment down, with all that becomes final with it.
    pub(crate) async fn record(
        &self,
        cx: &TraceContract,
        payment: &Payment,
        settles: &Settles,
    ) -> Result<(), NotRecorded> {
        either!(self, books::record(cx, payment, settles))
    }

    pub(crate) async fn payment(
        &self,
        cx: &TraceContract,
        id: &str,
    ) -> sqlx::Result<Option<Payment>> {
        either!(self, books::payment(cx, id))
    }

    /// Takes a key for an attempt, or says who has it.
    pub(crate) async fn claim_key(
        &self,
        cx: &TraceContract,
        key: &str,
        request: &str,
        attempt: &str,
    ) -> sqlx::Result<Claim> {
        either!(self, keys::claim(cx, key, request, attempt))
    }

    /// Keeps the refusal as the answer of the key.
    pub(crate) async fn refuse_key(
        &self,
        cx: &TraceContract,
        key: &str,
        attempt: &str,
        status: u16,
        answer: &str,
    ) -> sqlx::Result<()> {
        either!(self, keys::refuse(cx, key, attempt, status, answer))
    }

    /// Gives the key back, so that the next try is made.
    pub(crate) async fn release_key(
        &self,
        cx: &TraceContract,
        key: &str,
        attempt: &str,
    ) -> sqlx::Result<()> {
        either!(self, keys::release(cx, key, attempt))
    }

    /// The bank's side: charges once for each id.
    pub(crate) async fn charge(
        &self,
        cx: &TraceContract,
        charge: &Charge,
    ) -> sqlx::Result<Charged> {
        either!(self, charges::charge(cx, charge))
    }

    /// The bank's side: takes a charge back, also one that has not come yet.
    pub(crate) async fn refund(&self, cx: &TraceContract, id: &str) -> sqlx::Result<()> {
        either!(self, charges::refund(cx, id))
    }
}

/// The compensations of a process that was killed are taken up by the next.
#[traced(err(type))]
impl Journal for Store {
    type Error = sqlx::Error;

    #[traced(name = "write compensation")]
    async fn write(&self, cx: &TraceContract, entry: &Entry) -> sqlx::Result<()> {
        either!(self, journal::write(cx, entry))
    }

    #[traced(name = "claim compensation")]
    async fn claim(&self, cx: &TraceContract, id: &str) -> sqlx::Result<bool> {
        either!(self, journal::claim(cx, id))
    }

    #[traced(name = "remove compensation")]
    async fn remove(&self, cx: &TraceContract, id: &str) -> sqlx::Result<()> {
        either!(self, journal::remove(cx, id))
    }

    #[traced(name = "unfinished compensations")]
    async fn unfinished(&self, cx: &TraceContract) -> sqlx::Result<Vec<Entry>> {
        either!(self, journal::unfinished(cx))
    }
}
