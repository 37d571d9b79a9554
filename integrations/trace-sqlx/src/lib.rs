//! [`sqlx`] under a trace contract: no statement without one, and a span for each.
//!
//! Everything keeps sqlx's names; one word comes in behind the pool, the connection or the
//! transaction, `traced(cx)`, and what that gives is sqlx's own [`Executor`](sqlx::Executor):
//!
//! ```
//! # #[cfg(feature = "sqlite")] mod example {
//! use trace_runtime::{TraceContract, traced};
//! use trace_sqlx::SqlitePool;
//!
//! #[traced]
//! async fn rename(cx: &TraceContract, pool: &SqlitePool, id: i64, name: &str) -> sqlx::Result<String> {
//!     let before = sqlx::query_scalar("SELECT name FROM users WHERE id = ?")
//!         .bind(id)
//!         .fetch_one(pool.traced(cx))
//!         .await?;
//!     let mut tx = pool.traced(cx).begin().await?;
//!     sqlx::query("UPDATE users SET name = ? WHERE id = ?")
//!         .bind(name)
//!         .bind(id)
//!         .execute(tx.traced(cx))
//!         .await?;
//!     tx.commit().await?;
//!     Ok(before)
//! }
//! # }
//! ```
//!
//! `pool` alone is no executor, nor is a connection or a transaction that was got under a
//! contract: each statement says under which contract it runs, and what is forgotten does
//! not compile. [`Pool::untraced_pool`] is the one way around it.
//!
//! # What is recorded
//!
//! A client span for each statement, from when it is sent until its last row is read, with
//! the attributes of OpenTelemetry's conventions for databases. Its text is recorded as it
//! is where values are bound, and with `?` for each literal where they are not; values
//! never. A transaction is a span of its own, from `BEGIN` to its end, and its statements
//! are children of it.
//!
//! An error says its SQLSTATE. Its text is not recorded: databases quote values in it. The
//! [`sqlx::Error`] that comes back is sqlx's own; a traced function that returns it records
//! its text, unless it says `#[traced(err(type))]`.
//!
//! Each statement writes a line at debug level, and one at warn level if it took longer
//! than [`PoolOptions::slow_threshold`], 100 ms by default.
//!
//! [`PoolOptions::comment_tag`] and [`comment_traceparent`](PoolOptions::comment_traceparent)
//! tell the database's own log who asked.
//!
//! # Futures that are dropped
//!
//! A `begin` that is dropped before its end is brought to its end elsewhere and rolled
//! back: sqlx would give the connection to the next one with a transaction open. Where that
//! cannot be, a nested `begin`, the transaction is broken and says so with each statement.

// From the top down: a module stands above what it imports.
mod gate;

#[cfg(feature = "postgres")]
mod copy;
mod executor;
#[cfg(feature = "postgres")]
mod listener;
mod options;

mod pool;

mod connection;
mod transaction;

mod traced_connection;
mod untraced;

mod begin;
mod begun;
mod in_span;

mod acquire;
mod statement;

mod span;

mod target;

mod holders;
mod stats;

mod log;

mod comments;

mod asked;
mod backend;

mod comment;
mod sanitize;

mod lexer;

mod dialect;

pub use backend::Backend;
pub use connection::PoolConnection;
#[cfg(feature = "postgres")]
pub use copy::PgCopyIn;
pub use gate::WriteTracedCx;
#[cfg(feature = "postgres")]
pub use listener::{PgListener, TracedPgListener};
pub use options::PoolOptions;
pub use pool::{Pool, TracedPool};
pub use stats::PoolStats;
pub use traced_connection::TracedConnection;
pub use transaction::Transaction;
pub use untraced::Untraced;

/// A pool of MySQL or MariaDB connections.
#[cfg(feature = "mysql")]
pub type MySqlPool = Pool<sqlx::MySql>;
/// Options of a pool of MySQL or MariaDB connections.
#[cfg(feature = "mysql")]
pub type MySqlPoolOptions = PoolOptions<sqlx::MySql>;
/// A pool of PostgreSQL connections.
#[cfg(feature = "postgres")]
pub type PgPool = Pool<sqlx::Postgres>;
/// Options of a pool of PostgreSQL connections.
#[cfg(feature = "postgres")]
pub type PgPoolOptions = PoolOptions<sqlx::Postgres>;
/// A pool of SQLite connections.
#[cfg(feature = "sqlite")]
pub type SqlitePool = Pool<sqlx::Sqlite>;
/// Options of a pool of SQLite connections.
#[cfg(feature = "sqlite")]
pub type SqlitePoolOptions = PoolOptions<sqlx::Sqlite>;

/// The examples of the README, which are tests.
#[cfg(all(doctest, feature = "postgres", feature = "sqlite"))]
#[doc = include_str!("../README.md")]
mod readme {}
