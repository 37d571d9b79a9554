//! The one thread between the buffers and the exporter: what OpenTelemetry
//! calls the *batch span processor*.
//!
//! It looks through the buffers of all threads, copies records into a batch of
//! bounded size, and hands that to the exporter: when it is full, when its
//! oldest span has waited for the schedule delay, or when somebody flushes. It
//! is the only thread that blocks on the exporter.

mod control;
mod ticket;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::buffer::{Arena, Buffers, Progress, Reader};
use crate::callsite::Callsites;
use crate::clock;
use crate::exporter::{Batch, ExportError, SpanExporter};
use crate::resource::Resource;
use crate::stats::{self, DropReason};

pub(crate) use control::{Control, is_collector};
#[cfg(all(test, loom))]
pub(crate) use ticket::Tickets;

/// How often the buffers are looked through if nothing else happens.
const LOOK: Duration = Duration::from_millis(50);
/// The least pause between two looks while spans come in: more would only make
/// threads wake the collector more often.
const BREATHER: Duration = Duration::from_millis(1);
/// Losses are told on stderr at most this often.
const COMPLAIN: Duration = Duration::from_secs(60);

pub(crate) struct Collector {
    pub(crate) buffers: &'static Buffers,
    pub(crate) control: Arc<Control>,
    pub(crate) exporter: Box<dyn SpanExporter>,
    pub(crate) resource: Resource,
    pub(crate) batch: Arena,
    pub(crate) schedule_delay: Duration,
    pub(crate) export_timeout: Duration,
    pub(crate) callsites: Callsites,
    pub(crate) readers: Vec<Reader>,
    /// When the first span of the batch was taken.
    pub(crate) oldest: Option<Instant>,
    pub(crate) complained: Option<Instant>,
}

impl Collector {
    /// Starts the thread.
    pub(crate) fn spawn(self) -> io::Result<()> {
        let buffers = self.buffers;
        let thread = thread::Builder::new()
            .name("trace-collector".to_owned())
            .spawn(move || self.run())?;
        buffers.set_collector(thread.thread().clone());
        Ok(())
    }

    fn run(mut self) {
        control::mark_as_collector();
        let mut completed = 0;
        loop {
            // Before the pass: what was there when somebody asked is then found.
            let ticket = self.control.tickets.requested();
            let closing = self.control.is_closing();
            let forced = closing || ticket > completed;
            let took = self.pass();
            if forced || self.is_due() {
                self.export();
            }
            if ticket > completed {
                self.control.tickets.complete(ticket);
                completed = ticket;
            }
            if closing {
                break;
            }
            self.sleep(took, completed);
        }
        let deadline = self.control.deadline(self.export_timeout);
        let exporter = &mut self.exporter;
        let shut_down = catch_unwind(AssertUnwindSafe(|| exporter.shutdown(&deadline)));
        forget_panic(shut_down);
        self.control.close();
    }

    /// Takes what all threads have published, exporting full batches on the
    /// way; returns whether there was anything. Bounded: what is published
    /// meanwhile is left for the next pass.
    fn pass(&mut self) -> bool {
        self.readers.append(&mut self.buffers.arrivals());
        let mut took = false;
        let mut at = 0;
        while let Some(reader) = self.readers.get_mut(at) {
            let frontier = reader.frontier();
            let finished = loop {
                let Some(reader) = self.readers.get_mut(at) else {
                    break false;
                };
                let before = self.batch.records();
                let progress = reader.read(&frontier, &mut self.batch, self.buffers);
                let new = self.batch.records() - before;
                if new > 0 {
                    took = true;
                    stats::taken(new as u64);
                    self.oldest.get_or_insert_with(Instant::now);
                }
                match progress {
                    Progress::Full => self.export(),
                    Progress::UpToDate => break false,
                    Progress::Finished => break true,
                }
            };
            if finished {
                self.readers.swap_remove(at);
            } else {
                at += 1;
            }
        }
        took
    }

    fn is_due(&self) -> bool {
        self.batch.is_full()
            || self
                .oldest
                .is_some_and(|since| since.elapsed() >= self.schedule_delay)
    }

    /// Hands the batch to the exporter, and counts what became of it.
    fn export(&mut self) {
        let spans = self.batch.records() as u64;
        if spans == 0 {
            return;
        }
        self.oldest = None;
        if self.control.is_closing() && self.control.time_is_up() {
            stats::dropped(DropReason::Shutdown, spans);
            self.batch.clear();
            return;
        }
        clock::correct();
        // Now, so that the callsites of all these records are there.
        self.callsites.refresh();
        let anchor = clock::anchor();
        let batch = Batch::new(&self.batch, &self.callsites, anchor, &self.resource);
        let deadline = self.control.deadline(self.export_timeout);
        let exporter = &mut self.exporter;
        let result = catch_unwind(AssertUnwindSafe(|| exporter.export(&batch, &deadline)));
        let (why, lost) = match &result {
            Ok(Ok(())) => (None, 0),
            Ok(Err(error)) => match error {
                ExportError::Failed(_) => (Some(DropReason::ExportFailed), spans),
                ExportError::TimedOut => (Some(DropReason::ExportTimedOut), spans),
                ExportError::Rejected { spans: refused, .. } => {
                    (Some(DropReason::ExportRejected), spans.min(*refused))
                }
            },
            Err(_) => (Some(DropReason::ExportPanicked), spans),
        };
        if let Some(why) = why {
            stats::dropped(why, lost);
            match &result {
                Ok(Err(error)) => self.complain(error),
                _ => self.complain(&"the exporter panicked"),
            }
        }
        stats::exported(spans - lost);
        forget_panic(result);
        self.batch.clear();
    }

    /// The counters say it in full; this is for who has not looked at them.
    fn complain(&mut self, error: &dyn std::fmt::Display) {
        if self.complained.is_none_or(|at| at.elapsed() >= COMPLAIN) {
            self.complained = Some(Instant::now());
            let dropped = stats::stats().dropped();
            eprintln!("trace: {error}; spans dropped so far: {dropped}");
        }
    }

    /// Waits until there may be something to do.
    fn sleep(&mut self, took: bool, completed: u64) {
        if took {
            thread::park_timeout(BREATHER);
            return;
        }
        let due = self.oldest.map(|since| {
            let end = since + self.schedule_delay;
            end.saturating_duration_since(Instant::now())
        });
        self.buffers.about_to_sleep();
        if self.control.tickets.requested() == completed && !self.control.is_closing() {
            thread::park_timeout(due.unwrap_or(LOOK).min(LOOK));
        }
        self.buffers.woken();
    }
}

/// Drops what a panic carried, which may panic in turn.
fn forget_panic<T>(result: thread::Result<T>) {
    if let Err(payload) = result
        && let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(payload)))
    {
        std::mem::forget(again);
    }
}
