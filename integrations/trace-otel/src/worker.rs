//! The runtime that requests run on: one thread's, and no other's.

use std::future::Future;
use std::io;
use std::pin::pin;
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::timeout;

use crate::time::TimeLeft;

/// How often a running request looks whether its deadline has moved. Waking up
/// so rarely costs nothing, and shutting down waits no longer than this.
const LOOK: Duration = Duration::from_millis(50);

/// Drives futures on the calling thread, with a runtime of its own that is made
/// for the first of them.
///
/// Between two calls nothing runs: no timer, no connection.
#[derive(Debug, Default)]
pub(crate) struct Worker(Option<Runtime>);

impl Worker {
    /// Runs `future` until its end or that of the time; `Ok(None)` for the
    /// latter.
    pub(crate) fn run<F: Future>(
        &mut self,
        future: F,
        time: &TimeLeft<'_>,
    ) -> io::Result<Option<F::Output>> {
        // Blocking there would panic.
        if Handle::try_current().is_ok() {
            return Err(io::Error::other(
                "an exporter cannot run inside a tokio runtime",
            ));
        }
        let runtime = match &mut self.0 {
            Some(runtime) => runtime,
            none => none.insert(Builder::new_current_thread().enable_all().build()?),
        };
        let in_time = async {
            let mut future = pin!(future);
            loop {
                let left = time.left().min(LOOK);
                if left.is_zero() {
                    return None;
                }
                if let Ok(output) = timeout(left, &mut future).await {
                    return Some(output);
                }
            }
        };
        Ok(unheard(|| runtime.block_on(in_time)))
    }

    /// Ends what is left, without waiting: a name lookup that hangs would
    /// otherwise hold its thread back.
    pub(crate) fn shut_down(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

/// Runs `work` without what the libraries below log: exporting it would make
/// spans that are exported, without end.
#[cfg(any(feature = "grpc", feature = "sdk"))]
fn unheard<T>(work: impl FnOnce() -> T) -> T {
    tracing::subscriber::with_default(tracing::subscriber::NoSubscriber::new(), work)
}

/// Runs the work; nothing below HTTP/1.1 logs.
#[cfg(not(any(feature = "grpc", feature = "sdk")))]
fn unheard<T>(work: impl FnOnce() -> T) -> T {
    work()
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.shut_down();
    }
}
