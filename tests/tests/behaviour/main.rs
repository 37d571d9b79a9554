//! What traced programs do when they run.

#![allow(
    clippy::disallowed_methods,
    reason = "what becomes of raw spawns is tested as well"
)]

mod ambient;
mod attributes;
mod boundaries;
mod channels;
mod endings;
mod sizes;
mod streams;
mod timers;
mod unsampled;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls a future once, with a waker that does nothing.
fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
    let future = pin!(future);
    future.poll(&mut Context::from_waker(Waker::noop()))
}
