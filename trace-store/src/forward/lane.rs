//! The way of one signal: a queue, and a thread that sends what is in it.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use trace_otel::{Accepted, Otlp, SendError, Sender, Signal, TimeLimit};

use super::closing::Closing;
use super::queue::{Message, Queue};

/// The way of one signal, which ends when this is dropped.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) queue: Arc<Queue>,
    closing: Arc<Closing>,
    /// Closed when the thread has ended.
    end: watch::Receiver<()>,
}

impl Lane {
    #[expect(
        clippy::disallowed_methods,
        reason = "what is sent on belongs to traces that are over"
    )]
    pub(super) fn start(
        otlp: &Otlp,
        signal: Signal,
        queue_bytes: usize,
        patience: Duration,
    ) -> io::Result<Lane> {
        let sender = Sender::new(otlp, signal).map_err(io::Error::other)?;
        let (running, end) = watch::channel(());
        let lane = Lane {
            queue: Arc::new(Queue::of(queue_bytes)),
            closing: Arc::default(),
            end,
        };
        let mut work = Work {
            sender,
            queue: lane.queue.clone(),
            closing: lane.closing.clone(),
            patience,
        };
        let name = format!("forward-{signal:?}").to_lowercase();
        thread::Builder::new().name(name).spawn(move || {
            let _running = running;
            work.run();
        })?;
        Ok(lane)
    }

    /// Lets what waits be sent for as long as `grace`, and waits for that.
    pub(super) async fn close(&self, grace: Duration) {
        self.closing.within(grace);
        self.queue.close();
        // The other half is dropped, and changes no more, when the thread ends.
        let _ = self.end.clone().changed().await;
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.closing.within(Duration::ZERO);
        self.queue.close();
    }
}

struct Work {
    sender: Sender,
    queue: Arc<Queue>,
    closing: Arc<Closing>,
    patience: Duration,
}

impl Work {
    fn run(&mut self) {
        while let Some(message) = self.queue.next() {
            let began = Instant::now();
            loop {
                let sent = self.sender.send(message.bytes.clone(), &*self.closing);
                match sent {
                    Err(SendError::TimedOut { last }) if self.tries_on(began) => {
                        self.queue.troubled(last);
                    }
                    sent => break self.count(&message, sent),
                }
            }
        }
    }

    fn tries_on(&self, began: Instant) -> bool {
        began.elapsed() < self.patience && !self.closing.remaining().is_zero()
    }

    fn count(&self, message: &Message, sent: Result<Accepted, SendError>) {
        let count = message.count;
        match sent {
            Ok(accepted) => {
                let rejected = accepted.rejected.min(count);
                let trouble = Some(accepted.message).filter(|_| rejected > 0);
                self.queue.done(message, trouble, |counts| {
                    counts.rejected += rejected;
                    counts.sent += count - rejected;
                });
            }
            Err(SendError::Refused { reason }) => {
                self.queue
                    .done(message, Some(reason), |counts| counts.refused += count);
            }
            Err(error) => {
                let is_closed = self.closing.remaining().is_zero();
                self.queue
                    .done(message, Some(error.to_string()), |counts| match is_closed {
                        true => counts.closed += count,
                        false => counts.unreachable += count,
                    });
            }
        }
    }
}
