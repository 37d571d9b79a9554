//! The thread that delivers batches.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use trace_otel::{SendError, Sender, TimeLimit};
use tracing::dispatcher::{self, Dispatch};

use super::queue::{Batch, Outcome, Queue};
use super::wire;

#[derive(Debug)]
pub(super) struct Delivery {
    pub(super) sender: Sender,
    /// The receiver, for people.
    pub(super) target: String,
    /// `ResourceLogs.resource`, with its tag.
    pub(super) resource: Vec<u8>,
    pub(super) queue: Arc<Queue>,
    pub(super) failing: bool,
}

impl Delivery {
    pub(super) fn run(mut self) {
        let _stopped = Stopped(Arc::clone(&self.queue));
        while let Some(mut batch) = self.queue.next() {
            let outcome = match batch.records {
                0 => Outcome::Accepted { rejected: 0 },
                _ => self.deliver(&mut batch),
            };
            self.queue.finish(&batch, outcome);
        }
    }

    /// Sends a batch until the receiver has it, or refuses it, or time is up.
    fn deliver(&mut self, batch: &mut Batch) -> Outcome {
        let message = self.message(std::mem::take(&mut batch.bytes));
        // What the libraries below log would be sent, and logged, without end.
        let sent = dispatcher::with_default(&Dispatch::none(), || {
            self.sender.send(message.into(), &*self.queue)
        });
        let (outcome, reason) = match &sent {
            Ok(accepted) => {
                let rejected = accepted.rejected;
                (Outcome::Accepted { rejected }, &*accepted.message)
            }
            Err(error) => match error {
                SendError::Refused { .. } => (Outcome::Refused, error.reason()),
                _ => (Outcome::Failed, error.reason()),
            },
        };
        self.tell(outcome, reason);
        outcome
    }

    /// What stands before records is put there, so that no second copy of them
    /// is needed.
    fn message(&self, mut records: Vec<u8>) -> Vec<u8> {
        // ExportLogsServiceRequest { resource_logs = 1 }
        let mut head = Vec::new();
        wire::opening(&mut head, 1, self.resource.len() + records.len());
        head.extend_from_slice(&self.resource);
        records.reserve_exact(head.len());
        records.splice(..0, head);
        records
    }

    /// Says on standard error when delivery begins to fail, and when it works
    /// again.
    fn tell(&mut self, outcome: Outcome, reason: &str) {
        let fails = outcome != Outcome::Accepted { rejected: 0 };
        if fails == std::mem::replace(&mut self.failing, fails) {
            return;
        }
        let target = &self.target;
        let line = match fails {
            true => format!(
                "trace: {target} does not take log records: {reason:?}; what is lost is counted\n"
            ),
            false => format!("trace: {target} takes log records again\n"),
        };
        // There is nobody to tell that nobody can be told.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

/// There is no end but that of shutdown.
impl TimeLimit for Queue {
    fn remaining(&self) -> Duration {
        self.end().map_or(Duration::MAX, |end| {
            end.saturating_duration_since(Instant::now())
        })
    }

    fn wait(&self, pause: Duration) -> bool {
        if pause >= self.remaining() {
            return false;
        }
        self.pause(pause);
        !self.remaining().is_zero()
    }
}

/// Says so even if the thread is left by a panic, so that nobody waits for it.
struct Stopped(Arc<Queue>);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.stopped();
    }
}
