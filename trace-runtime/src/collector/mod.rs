//! The one thread between the buffers and the exporter: what OpenTelemetry
//! calls the *batch span processor*.
//!
//! It looks through the buffers of all threads, copies records into a batch of
//! bounded size, and hands that to the exporter: when it is full, when its
//! oldest span has waited for the schedule delay, or when somebody flushes. It
//! is the only thread that blocks on the exporter.

mod control;
mod ledger;
#[cfg(all(test, loom))]
mod loom_models;
mod ticket;

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use crate::buffer::sync::Arc;
use crate::buffer::{Arena, BatchSize, Buffers, Progress, Reader};
use crate::callsite::Callsites;
use crate::clock;
use crate::contain::contain;
use crate::counters::{self, DropReason};
use crate::exporter::{Batch, ExportError, Resource, SpanExporter};
use crate::operator::tell;
use crate::record::{Keys, settle};

pub(crate) use control::{Control, is_collector};
pub(crate) use ledger::{Balance, Ledger, ledger};
pub(crate) use ticket::Waited;

/// How often the buffers are looked through if nothing else happens.
const LOOK: Duration = Duration::from_millis(50);
/// The least pause between two looks while spans come in: more would only make
/// threads wake the collector more often.
const BREATHER: Duration = Duration::from_millis(1);
/// When nothing has come for so long, memory is given back that was kept for more.
const IDLE: Duration = Duration::from_secs(1);
/// Losses are told on stderr at most this often.
const COMPLAIN: Duration = Duration::from_secs(60);

/// What is set once, when the pipeline is installed.
pub(crate) struct Settings {
    pub(crate) resource: Resource,
    pub(crate) batch: BatchSize,
    /// So long may the first span of a batch wait for the others.
    pub(crate) schedule_delay: Duration,
    /// So long may the exporter take for one.
    pub(crate) export_timeout: Duration,
}

pub(crate) struct Collector<'a> {
    buffers: &'a Buffers,
    ledger: &'a Ledger,
    control: Arc<Control>,
    exporter: Box<dyn SpanExporter>,
    settings: Settings,
    batch: Arena,
    callsites: Callsites,
    /// Used again for each span.
    keys: Keys,
    readers: Vec<Reader>,
    /// When the first span of the batch was taken.
    oldest: Option<Instant>,
    /// When something was last taken, as long as memory is kept for more.
    last_taken: Option<Instant>,
    complained: Option<Instant>,
    /// When it was told that spans exceed a limit, and how often they had.
    limits_told: Option<(Instant, u64)>,
}

impl Collector<'static> {
    /// Starts the thread.
    #[expect(
        clippy::disallowed_methods,
        reason = "belongs to no trace: it exports them"
    )]
    pub(crate) fn spawn(self) -> io::Result<()> {
        let buffers = self.buffers;
        let thread = thread::Builder::new()
            .name("trace-collector".to_owned())
            .spawn(move || {
                control::mark_as_collector();
                self.run();
            })?;
        buffers.alarm.wakes(thread.thread().clone());
        Ok(())
    }
}

impl<'a> Collector<'a> {
    pub(crate) fn new(
        buffers: &'a Buffers,
        ledger: &'a Ledger,
        control: Arc<Control>,
        exporter: Box<dyn SpanExporter>,
        settings: Settings,
    ) -> Self {
        Collector {
            buffers,
            ledger,
            control,
            exporter,
            batch: Arena::new(settings.batch),
            settings,
            callsites: Callsites::default(),
            keys: Keys::default(),
            readers: Vec::new(),
            oldest: None,
            last_taken: None,
            complained: None,
            limits_told: None,
        }
    }

    fn run(mut self) {
        let mut completed = 0;
        loop {
            self.buffers.alarm.listen();
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
            self.give_back(took);
            self.rest(took);
        }
        let deadline = self.control.deadline(self.settings.export_timeout);
        let exporter = &mut self.exporter;
        // If it panics, there is nothing left to lose.
        let _ = contain(|| exporter.shutdown(&deadline));
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
                    self.ledger.taken(new as u64);
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
        self.batch.has_enough()
            || self
                .oldest
                .is_some_and(|since| since.elapsed() >= self.settings.schedule_delay)
    }

    /// Hands the batch to the exporter, and counts what became of it.
    fn export(&mut self) {
        let spans = self.batch.records() as u64;
        if spans == 0 {
            return;
        }
        self.oldest = None;
        if self.control.is_closing() && self.control.time_is_up() {
            self.ledger.dropped(DropReason::Shutdown, spans);
            self.batch.clear();
            return;
        }
        clock::correct();
        // Now, so that the callsites of all these records are there.
        self.callsites.refresh();
        if let Some(words) = self.batch.words_with_extra() {
            settle(words, &self.callsites, &mut self.keys);
        }
        let anchor = clock::anchor();
        let batch = Batch::new(
            &self.batch,
            &self.callsites,
            anchor,
            &self.settings.resource,
        );
        let deadline = self.control.deadline(self.settings.export_timeout);
        let exporter = &mut self.exporter;
        let result = contain(|| exporter.export(&batch, &deadline));
        let (why, lost) = match &result {
            Some(Ok(())) => (None, 0),
            Some(Err(error)) => match error {
                ExportError::Failed(_) => (Some(DropReason::ExportFailed), spans),
                ExportError::TimedOut => (Some(DropReason::ExportTimedOut), spans),
                ExportError::Rejected { spans: refused, .. } => {
                    (Some(DropReason::ExportRejected), spans.min(*refused))
                }
            },
            None => (Some(DropReason::ExportPanicked), spans),
        };
        if let Some(why) = why {
            self.ledger.dropped(why, lost);
            match &result {
                Some(Err(error)) => self.complain(error),
                _ => self.complain(&"the exporter panicked"),
            }
        }
        self.ledger.exported(spans - lost);
        self.batch.clear();
        self.tell_of_limits();
    }

    /// The counters say it in full; this is for who has not looked at them. A
    /// number is told only when the trouble lasts: at the end, what shutdown
    /// reports is the one that holds.
    fn complain(&mut self, error: &dyn std::fmt::Display) {
        if self.complained.is_none_or(|at| at.elapsed() >= COMPLAIN) {
            let first = self.complained.replace(Instant::now()).is_none();
            match first {
                _ if self.control.is_closing() => tell(format_args!("{error}")),
                true => tell(format_args!("{error}; its spans are dropped and counted")),
                false => {
                    let (_, dropped) = self.ledger.settled();
                    tell(format_args!(
                        "{error}; spans that could not be exported so far: {dropped}"
                    ));
                }
            }
        }
    }

    /// Tells, as seldom as `complain` does, what was left out of spans. Here, and not where it
    /// happens: writing to stderr may block.
    fn tell_of_limits(&mut self) {
        let left_out = counters::left_out();
        let [attributes, events, links] = left_out;
        let sum = left_out.iter().sum::<u64>();
        let news = match self.limits_told {
            None => sum > 0,
            Some((at, before)) => sum > before && at.elapsed() >= COMPLAIN,
        };
        if news {
            self.limits_told = Some((Instant::now(), sum));
            tell(format_args!(
                "spans exceed their limits; left out so far: attributes {attributes}, \
                 events {events}, links {links}"
            ));
        }
    }

    /// Gives memory back, once, when nothing has come for a while.
    fn give_back(&mut self, took: bool) {
        if took {
            self.last_taken = Some(Instant::now());
            return;
        }
        let idle = self.last_taken.is_some_and(|at| at.elapsed() >= IDLE);
        if idle && self.batch.records() == 0 {
            self.last_taken = None;
            self.buffers.empty_pool();
            self.batch.shrink();
            let exporter = &mut self.exporter;
            // If it panics, it keeps its memory.
            let _ = contain(|| exporter.idle());
        }
    }

    /// Waits until there may be something to do.
    fn rest(&self, took: bool) {
        if took {
            self.buffers.alarm.pause(BREATHER);
            return;
        }
        let due = self
            .oldest
            .map(|since| self.settings.schedule_delay.saturating_sub(since.elapsed()));
        self.buffers.alarm.sleep(due.unwrap_or(LOOK).min(LOOK));
    }
}
