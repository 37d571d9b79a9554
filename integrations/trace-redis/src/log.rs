//! The lines that commands write, each within its span, so that it has its ids.

use std::time::Duration;

pub(crate) fn completed(operation: &str, elapsed: Duration, slow: Duration) {
    let elapsed_ms = elapsed.as_secs_f64() * 1e3;
    if elapsed >= slow {
        tracing::warn!(operation, elapsed_ms, "slow command");
    } else {
        tracing::debug!(operation, elapsed_ms, "command completed");
    }
}

pub(crate) fn failed(operation: &str, elapsed: Duration, error_type: &str) {
    let elapsed_ms = elapsed.as_secs_f64() * 1e3;
    tracing::debug!(operation, elapsed_ms, error_type, "command failed");
}

/// A command that waits where others wait for it.
pub(crate) fn blocking_on_shared(operation: &str) {
    tracing::warn!(
        operation,
        "a command that waits at the server was sent on a shared connection: whoever else uses \
         it waits as well, and it fails after the connection's time limit for answers, 500 ms \
         by default. Use `Client::get_dedicated_connection` for it. Further ones are counted, in \
         `Client::stats`"
    );
}

/// A command that waits longer than its connection was made for.
pub(crate) fn blocks_too_long(operation: &str, longest: Duration) {
    let longest_ms = longest.as_secs_f64() * 1e3;
    tracing::warn!(
        operation,
        longest_ms,
        "a command waits at the server for longer than its connection was made for: it fails \
         after that time, and the connection is made anew. Give \
         `Client::get_dedicated_connection` a longer time. Further ones are counted, in \
         `Client::stats`"
    );
}
