//! What a request has done is undone when it fails.
//!
//! A step that cannot be part of a database transaction, a charge at a bank, a file, a
//! message, registers what undoes it. If the request fails afterwards, all that it has
//! registered is run, last first, each once, and each in its own span under the request's
//! trace.
//!
//! ```
//! use trace_rollback::Rollback;
//! use trace_runtime::{TraceContract, traced};
//!
//! # struct Bank;
//! # #[traced]
//! # impl Bank {
//! #     async fn charge(cx: &TraceContract, cents: u64) -> Result<String, String> { Ok("ch_1".into()) }
//! #     async fn refund(cx: &TraceContract, charge: &str) -> Result<(), String> { Ok(()) }
//! # }
//! # struct Ledger;
//! # #[traced]
//! # impl Ledger {
//! #     async fn write(cx: &TraceContract, charge: &str) -> Result<(), String> { Ok(()) }
//! # }
//! #[traced]
//! async fn pay(cx: &TraceContract, rollback: &Rollback, cents: u64) -> Result<(), String> {
//!     let charge = Bank::charge(cx, cents).await?;
//!     let refund = charge.clone();
//!     rollback.compensate(cx, "refund", async move |cx| Bank::refund(cx, &refund).await);
//!     Ledger::write(cx, &charge).await // if this fails, the charge is refunded
//! }
//! ```
//!
//! A [`Rollback`] comes from a route that is marked idempotent (`trace_tower`'s
//! `TraceLayer::idempotent`, where it is an extractor) or from
//! [`cx.with_rollback`](WithRollback::with_rollback). There is no other way to have one, so
//! that registering where nobody would run it does not compile.
//!
//! # When it is undone
//!
//! | what happens | |
//! |---|---|
//! | an answer of 1xx to 3xx, `Ok` | forgotten |
//! | an answer of 4xx or 5xx, a gRPC status, `Err` | undone, then answered |
//! | a panic | undone |
//! | the client hangs up, or a timeout drops the request | undone |
//! | the process shuts down: [`shutdown`] | the request is stopped, undone, answered with 503 |
//! | the process is killed | nothing runs; what is [`durable`] is taken up at the next start |
//!
//! That an answer is a success is decided at its head: a body that breaks off later undoes
//! nothing.

// From the top down: a module stands above what it imports.
pub mod durable;

mod with_rollback;

#[cfg(feature = "axum")]
mod extractor;

mod scope;

mod rollback;

mod undo;

mod tracker;

mod state;

mod compensation;
mod outcome;

pub use compensation::Undone;
#[cfg(feature = "axum")]
pub use extractor::NotIdempotent;
pub use outcome::RollbackOutcome;
pub use rollback::Rollback;
pub use scope::RollbackScope;
pub use tracker::{RollbackStats, shutdown, stats};
pub use undo::RollingBack;
pub use with_rollback::WithRollback;

/// The example of the README, which is a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
