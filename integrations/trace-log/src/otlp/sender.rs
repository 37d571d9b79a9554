//! The thread that delivers batches, and how often it tries.

use std::hash::{BuildHasher, RandomState};
use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::endpoint::Endpoint;
use super::http;
use super::queue::{Batch, Outcome, Queue};
use super::wire::{self, Read};

const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub(super) struct Sender {
    pub(super) endpoint: Endpoint,
    /// Lines, each with its end.
    pub(super) headers: String,
    /// For one batch with all its attempts.
    pub(super) timeout: Duration,
    /// `ResourceLogs.resource`, with its tag.
    pub(super) resource: Vec<u8>,
    pub(super) queue: Arc<Queue>,
    pub(super) failing: bool,
}

impl Sender {
    pub(super) fn run(mut self) {
        let _stopped = Stopped(Arc::clone(&self.queue));
        while let Some(batch) = self.queue.next() {
            let outcome = match batch.records {
                0 => Outcome::Accepted { rejected: 0 },
                _ => self.deliver(&batch),
            };
            self.queue.finish(&batch, outcome);
        }
    }

    /// Sends a batch until the receiver has it, or refuses it, or time is up.
    fn deliver(&mut self, batch: &Batch) -> Outcome {
        // ExportLogsServiceRequest { resource_logs = 1 }
        let mut head = Vec::new();
        wire::opening(&mut head, 1, self.resource.len() + batch.bytes.len());
        let body = [&head[..], &self.resource, &batch.bytes];

        let started = Instant::now();
        let left = || {
            let of_batch = self.timeout.saturating_sub(started.elapsed());
            let end = self.queue.end();
            end.map_or(of_batch, |end| {
                of_batch.min(end.saturating_duration_since(Instant::now()))
            })
        };
        let mut pause = FIRST_PAUSE;
        let (outcome, reason) = loop {
            let (asked, reason) = match http::post(&self.endpoint, &self.headers, &body, &left) {
                Ok(answer) => match answer.status {
                    200..300 => {
                        let (rejected, message) = partial_success(&answer.body);
                        break (Outcome::Accepted { rejected }, message);
                    }
                    status @ (429 | 502 | 503 | 504) => {
                        (answer.retry_after, format!("HTTP status {status}"))
                    }
                    status => break (Outcome::Refused, format!("HTTP status {status}")),
                },
                Err(reason) => (None, reason),
            };
            let wait = asked.unwrap_or_else(|| jittered(pause)).min(LONGEST_PAUSE);
            if wait >= left() {
                break (Outcome::Failed, reason);
            }
            self.queue.pause(Instant::now() + wait);
            pause = (pause * 2).min(LONGEST_PAUSE);
        };
        self.tell(outcome, &reason);
        outcome
    }

    /// Says on standard error when delivery begins to fail, and when it works
    /// again.
    fn tell(&mut self, outcome: Outcome, reason: &str) {
        let fails = outcome != Outcome::Accepted { rejected: 0 };
        if fails == std::mem::replace(&mut self.failing, fails) {
            return;
        }
        let endpoint = &self.endpoint;
        let line = match fails {
            true => format!(
                "trace: {endpoint} does not take log records: {reason:?}; what is lost is counted\n"
            ),
            false => format!("trace: {endpoint} takes log records again\n"),
        };
        // There is nobody to tell that nobody can be told.
        let _ = std::io::stderr().write_all(line.as_bytes());
    }
}

/// Says so even if the thread is left by a panic, so that nobody waits for it.
struct Stopped(Arc<Queue>);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.stopped();
    }
}

/// Between a half and the whole of it, so that many processes do not come back
/// all at once.
fn jittered(pause: Duration) -> Duration {
    let random = RandomState::new().hash_one(0_u8) >> 40;
    let share = 0.5 + random as f64 / f64::from(1 << 25);
    pause.mul_f64(share)
}

/// How many records the receiver did not take, and why.
fn partial_success(response: &[u8]) -> (u64, String) {
    let mut rejected = 0;
    let mut message = String::new();
    // ExportLogsServiceResponse { partial_success = 1 }
    for (_, value) in wire::fields(response).filter(|(field, _)| *field == 1) {
        let Read::Bytes(partial) = value else {
            continue;
        };
        for field in wire::fields(partial) {
            match field {
                (1, Read::Number(records)) => rejected = records,
                (2, Read::Bytes(text)) => message = String::from_utf8_lossy(text).into_owned(),
                _ => {}
            }
        }
    }
    (rejected, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_differ_and_are_no_longer_than_asked() {
        let pauses: Vec<_> = (0..100).map(|_| jittered(Duration::from_secs(1))).collect();
        assert!(
            pauses
                .iter()
                .all(|pause| (500..=1000).contains(&pause.as_millis()))
        );
        assert!(pauses.iter().any(|pause| *pause != pauses[0]));
    }

    #[test]
    fn a_partial_success_says_how_many() {
        let mut partial = Vec::new();
        wire::number(&mut partial, 1, 3);
        wire::bytes(&mut partial, 2, b"too old");
        let mut response = Vec::new();
        wire::bytes(&mut response, 1, &partial);
        assert_eq!(partial_success(&response), (3, "too old".to_owned()));
        assert_eq!(partial_success(&[]), (0, String::new()));
        assert_eq!(partial_success(b"nonsense"), (0, String::new()));
    }
}
