//! How the service ends.

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::task::TaskTracker;
use trace_runtime::Pipeline;

/// From the signal to the end of the process; less than the 5 seconds that
/// supervisors allow.
const TIME_LIMIT: Duration = Duration::from_millis(4_500);
/// Of which requests that are under way may take so much.
const REQUESTS: Duration = Duration::from_secs(3);

/// One deadline for everything that ends; it begins with the signal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    fn begin() -> Self {
        Deadline(Instant::now() + TIME_LIMIT)
    }

    fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }

    fn for_requests(self) -> Duration {
        self.remaining().saturating_sub(TIME_LIMIT - REQUESTS)
    }
}

/// Waits until the process is told to end.
async fn signalled() -> io::Result<Deadline> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("shutting down");
    Ok(Deadline::begin())
}

/// Serves until a signal comes and requests and audits are done, or have had
/// their time. `serve` gets a future that is ready when the signal comes.
pub(crate) async fn until_signal<F>(
    serve: impl FnOnce(tokio::sync::oneshot::Receiver<()>) -> F,
    audits: &TaskTracker,
) -> io::Result<Deadline>
where
    F: Future<Output = io::Result<()>>,
{
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let mut serving = pin!(serve(stopped));
    let deadline = tokio::select! {
        ended = &mut serving => return ended.map(|()| Deadline::begin()),
        deadline = signalled() => deadline?,
    };
    let _ = stop.send(()); // the receiver is in `serving`
    let draining = async {
        serving.await?;
        audits.close();
        audits.wait().await;
        io::Result::Ok(())
    };
    match tokio::time::timeout(deadline.for_requests(), draining).await {
        Ok(drained) => drained?,
        Err(_) => tracing::warn!("requests were still under way"),
    }
    Ok(deadline)
}

/// Delivers the last spans in the time that is left. If the collector hangs,
/// they are lost and the process ends all the same.
pub(crate) fn deliver(pipeline: &Pipeline, deadline: Deadline) {
    match pipeline.shutdown(deadline.remaining()) {
        Ok(report) if report.stats.dropped() == 0 => tracing::info!("all spans delivered"),
        Ok(report) => tracing::warn!(dropped = report.stats.dropped(), "spans were dropped"),
        Err(error) => tracing::warn!(%error, "spans were not delivered"),
    }
}
