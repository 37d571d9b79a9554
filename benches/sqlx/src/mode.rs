//! The ways in which statements are sent.

use std::hint::black_box;

use sqlx::{AssertSqlSafe, Error};
use trace_runtime::TraceContract;
use trace_sqlx::{PgPool, PgPoolOptions};

/// How statements are sent, and how many of the traces are recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    pub(crate) way: Way,
    /// Of the traces, recorded.
    pub(crate) ratio: f64,
    /// Whether the statements of a trace are in a transaction.
    pub(crate) in_transaction: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// sqlx itself.
    Plain,
    /// sqlx itself, with the ids in the text of each statement.
    Naive,
    /// No comments.
    Off,
    Tags,
    Traceparent,
    ApplicationName,
}

pub(crate) const MODES: [Mode; 15] = [
    mode("plain sqlx", Way::Plain, 1.0),
    mode("off, not recorded", Way::Off, 0.0),
    mode("off, recorded", Way::Off, 1.0),
    mode("tags, not recorded", Way::Tags, 0.0),
    mode("tags, recorded", Way::Tags, 1.0),
    mode("traceparent, not recorded", Way::Traceparent, 0.0),
    mode("traceparent, 10 % recorded", Way::Traceparent, 0.1),
    mode("traceparent, recorded", Way::Traceparent, 1.0),
    mode("naive comment", Way::Naive, 1.0),
    in_transaction("transaction, plain sqlx", Way::Plain, 1.0),
    in_transaction("transaction, off, not recorded", Way::Off, 0.0),
    in_transaction("transaction, off, recorded", Way::Off, 1.0),
    in_transaction(
        "transaction, application_name, not recorded",
        Way::ApplicationName,
        0.0,
    ),
    in_transaction(
        "transaction, application_name, 10 % recorded",
        Way::ApplicationName,
        0.1,
    ),
    in_transaction(
        "transaction, application_name, recorded",
        Way::ApplicationName,
        1.0,
    ),
];

const fn mode(name: &'static str, way: Way, ratio: f64) -> Mode {
    Mode {
        name,
        way,
        ratio,
        in_transaction: false,
    }
}

const fn in_transaction(name: &'static str, way: Way, ratio: f64) -> Mode {
    Mode {
        name,
        way,
        ratio,
        in_transaction: true,
    }
}

/// Statements of a trace, each another text.
pub(crate) const TEXTS: [&str; 20] = [
    "SELECT $1 + 0",
    "SELECT $1 + 1",
    "SELECT $1 + 2",
    "SELECT $1 + 3",
    "SELECT $1 + 4",
    "SELECT $1 + 5",
    "SELECT $1 + 6",
    "SELECT $1 + 7",
    "SELECT $1 + 8",
    "SELECT $1 + 9",
    "SELECT $1 + 10",
    "SELECT $1 + 11",
    "SELECT $1 + 12",
    "SELECT $1 + 13",
    "SELECT $1 + 14",
    "SELECT $1 + 15",
    "SELECT $1 + 16",
    "SELECT $1 + 17",
    "SELECT $1 + 18",
    "SELECT $1 + 19",
];

impl Mode {
    /// A pool of one connection.
    pub(crate) async fn connect(self, url: &str) -> Result<PgPool, Error> {
        let options = PgPoolOptions::new().max_connections(1);
        let options = match self.way {
            Way::Plain | Way::Naive | Way::Off => options,
            Way::Tags => options.comment_tag("application", "shop"),
            Way::Traceparent => options.comment_traceparent(),
            Way::ApplicationName => options.application_name_traceparent(),
        };
        options.connect(url).await
    }

    /// The statements of one trace.
    pub(crate) async fn send(self, cx: &TraceContract, pool: &PgPool) -> Result<(), Error> {
        match (self.way, self.in_transaction) {
            (Way::Plain, false) => plain(pool).await,
            (Way::Naive, _) => naive(cx, pool).await,
            (_, false) => traced(cx, pool).await,
            (Way::Plain, true) => plain_transaction(pool).await,
            (_, true) => traced_transaction(cx, pool).await,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "what is compared with")]
async fn plain(pool: &PgPool) -> Result<(), Error> {
    let pool = pool.untraced_pool();
    for text in TEXTS {
        let query = sqlx::query_scalar::<_, i32>(text).bind(1);
        black_box(query.fetch_one(pool).await?);
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "what is compared with")]
async fn naive(cx: &TraceContract, pool: &PgPool) -> Result<(), Error> {
    let pool = pool.untraced_pool();
    for text in TEXTS {
        let traceparent = cx.span_context().to_traceparent();
        let traceparent = String::from_utf8_lossy(&traceparent);
        let text = AssertSqlSafe(format!("{text} /*traceparent='{traceparent}'*/"));
        let query = sqlx::query_scalar::<_, i32>(text).bind(1);
        black_box(query.fetch_one(pool).await?);
    }
    Ok(())
}

async fn traced(cx: &TraceContract, pool: &PgPool) -> Result<(), Error> {
    for text in TEXTS {
        let query = sqlx::query_scalar::<_, i32>(text).bind(1);
        black_box(query.fetch_one(pool.traced(cx)).await?);
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "what is compared with")]
async fn plain_transaction(pool: &PgPool) -> Result<(), Error> {
    let mut tx = pool.untraced_pool().begin().await?;
    for text in TEXTS {
        let query = sqlx::query_scalar::<_, i32>(text).bind(1);
        black_box(query.fetch_one(&mut *tx).await?);
    }
    tx.commit().await
}

async fn traced_transaction(cx: &TraceContract, pool: &PgPool) -> Result<(), Error> {
    let mut tx = pool.traced(cx).begin().await?;
    for text in TEXTS {
        let query = sqlx::query_scalar::<_, i32>(text).bind(1);
        black_box(query.fetch_one(tx.traced(cx)).await?);
    }
    tx.commit().await
}
