//! Run code under a recorder, and assert on the trace it made.
//!
//! A crate of its own, so that nothing of it can get into a production build:
//! it goes into `[dev-dependencies]`. It installs the pipeline of the process
//! the first time that something is recorded; tests may run side by side, each
//! sees its own trace.
//!
//! # The whole tree
//!
//! ```
//! use trace_runtime::{TraceContract, traced};
//!
//! #[traced(fields(cents))]
//! async fn charge(cx: &TraceContract, cents: u64) -> Result<(), String> {
//!     cx.add_event("card checked", [("attempt", 1)]);
//!     Err("card declined".to_owned())
//! }
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() {
//! let recording = trace_testing::record("checkout", async |cx| charge(cx, 1250).await).await;
//!
//! assert!(recording.value.is_err());
//! recording.trace.assert_tree(
//!     "
//!     checkout error.type=alloc::string::String [error]
//!       ! alloc::string::String
//!       charge cents=1250 error.type=alloc::string::String [error]
//!         * card checked attempt=1
//!         ! alloc::string::String: card declined
//!     ",
//! );
//! # }
//! ```
//!
//! # One span
//!
//! ```
//! use trace_runtime::Value;
//!
//! let recording = trace_testing::record_sync("checkout", |cx| {
//!     cx.set_attribute("currency", "EUR");
//! });
//!
//! let checkout = recording.trace.span("checkout");
//! assert_eq!(checkout.attribute("currency"), Some(&Value::from("EUR")));
//! ```
//!
//! # Work that goes on after the request
//!
//! The check that every service should have: the span of the background task is
//! part of the request's trace.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<(), trace_testing::NotRecorded> {
//! let mut recording = trace_testing::record("checkout", async |cx| {
//!     cx.spawn("audit", async move |cx| cx.set_attribute("audited", true));
//! })
//! .await;
//!
//! recording.wait_for("audit").await?;
//! recording.trace.assert_no_lost_context();
//! recording.trace.assert_tree(
//!     "
//!     checkout
//!       audit audited=true
//!     ",
//! );
//! # Ok(())
//! # }
//! ```

mod counters;
mod diff;
mod recorder;
mod recording;
mod trace;
mod tree;

pub use recording::{NotRecorded, Recording};
pub use trace::Trace;

use trace_runtime::{IntoSpan, TraceContract};

use counters::Running;
use recorder::recorder;

/// Runs `body` in the root span of a trace that is recorded, and gives back
/// what it returned with the spans that have ended.
///
/// # Panics
///
/// When the program has installed a pipeline of its own, and when `body` does.
pub async fn record<T, F>(span: impl IntoSpan, body: F) -> Recording<T>
where
    F: AsyncFnOnce(&TraceContract) -> T,
{
    let recorder = recorder();
    let running = Running::begin();
    let mut trace_id = None;
    // What `body` returns is returned as it is: an `Err` is the root's status.
    let value = trace_runtime::run(span, async |cx| {
        trace_id = Some(cx.trace_id());
        body(cx).await
    })
    .await;
    recorder.flush();
    let trace_id = trace_id.expect("`run` calls the closure");
    Recording {
        value,
        trace: Trace::recorded(trace_id, &running),
    }
}

/// As [`record`], for code that is not async.
///
/// # Panics
///
/// When the program has installed a pipeline of its own, and when `body` does.
pub fn record_sync<T>(span: impl IntoSpan, body: impl FnOnce(&TraceContract) -> T) -> Recording<T> {
    let recorder = recorder();
    let running = Running::begin();
    let mut trace_id = None;
    let value = trace_runtime::run_sync(span, |cx| {
        trace_id = Some(cx.trace_id());
        body(cx)
    });
    recorder.flush();
    let trace_id = trace_id.expect("`run_sync` calls the closure");
    Recording {
        value,
        trace: Trace::recorded(trace_id, &running),
    }
}
