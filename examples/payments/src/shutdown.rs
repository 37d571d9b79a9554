//! How the service ends.

use std::io;
use std::pin::pin;
use std::time::{Duration, Instant};

use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::task::TaskTracker;
use trace_log::otlp::LogExport;
use trace_runtime::{Pipeline, untraced_sync};

/// From the signal to the end of the process; less than the 5 seconds that
/// supervisors allow.
const TIME_LIMIT: Duration = Duration::from_millis(4_500);
/// Of which requests that are under way may take so much.
const REQUESTS: Duration = Duration::from_millis(2_500);
/// Of which delivering the last spans has so much.
const SPANS: Duration = Duration::from_millis(500);

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

    /// A part is left for the last spans.
    fn for_undoing(self) -> Duration {
        self.remaining().saturating_sub(SPANS)
    }

    fn for_requests(self) -> Duration {
        self.remaining().saturating_sub(TIME_LIMIT - REQUESTS)
    }
}

/// The signals that tell the process to end. Until this is made they kill it, so
/// that it comes before anybody can reach the service.
#[derive(Debug)]
pub(crate) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// From now on, signals are kept until somebody waits for them. To be called
    /// on the runtime.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits until the process is told to end.
    async fn wait(&mut self) -> Deadline {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        untraced_sync("stop", |_| tracing::info!("shutting down"));
        Deadline::begin()
    }
}

/// Serves until a signal comes and requests and audits are done, or have had
/// their time. `serve` gets a future that is ready when the signal comes.
pub(crate) async fn until_signal<F>(
    mut signals: Signals,
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
        deadline = signals.wait() => deadline,
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
        Err(_) => untraced_sync("stop", |_| tracing::warn!("requests were still under way")),
    }
    // Stops what is left of them, and undoes it.
    trace_rollback::shutdown(deadline.for_undoing()).await;
    Ok(deadline)
}

/// Delivers the last spans and log lines in the time that is left, and says what is lost:
/// reminders whose time has not come, requests that took too long, and spans, if
/// the collector does not take them. The process ends all the same.
pub(crate) fn deliver(
    pipeline: &Pipeline,
    logs: Option<&LogExport>,
    runtime: Runtime,
    deadline: Deadline,
) {
    let delivered = pipeline.shutdown(deadline.remaining());
    untraced_sync("stop", |_| match delivered {
        Ok(report) if report.is_complete() && report.stats.pending == 0 => {
            tracing::info!("{report}");
        }
        Ok(report) => tracing::warn!("{report}"),
        Err(error) => tracing::warn!("{error}"),
    });
    // Last: the line above is one of them. Where they are lost, it is on standard output.
    let _ = logs.map(|logs| logs.shutdown(deadline.remaining()));
    // Dropping it would wait for the blocking pool; its time is up.
    runtime.shutdown_background();
}
