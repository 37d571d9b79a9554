//! What traced programs do when they run.

#![allow(
    clippy::disallowed_methods,
    reason = "what becomes of raw spawns is tested as well"
)]

mod ambient;
mod attributes;
mod boundaries;
mod callbacks;
mod cancelled;
mod channels;
mod endings;
mod error_types;
mod fallible;
mod no_span;
mod retry;
mod sizes;
mod spawn_on;
mod streams;
mod timers;
mod unsampled;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use trace_runtime::TraceContract;
use trace_testing::{Recording, record, record_sync};

/// Runs `body` in a span named `test`: the trace it makes is `tree`, and no
/// context is lost. Gives what `body` returned.
async fn check<T>(tree: &str, body: impl AsyncFnOnce(&TraceContract) -> T) -> T {
    made(record("test", body).await, tree)
}

/// Checks code that is not async; see [`check`].
fn check_sync<T>(tree: &str, body: impl FnOnce(&TraceContract) -> T) -> T {
    made(record_sync("test", body), tree)
}

fn made<T>(recording: Recording<T>, tree: &str) -> T {
    recording.trace.assert_tree(tree);
    recording.trace.assert_no_lost_context();
    recording.value
}

/// Polls a future once, with a waker that does nothing.
fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    let future = pin!(future);
    future.poll(&mut Context::from_waker(Waker::noop()))
}
