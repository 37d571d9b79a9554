//! The collector's own loop, in every order in which a program may meet it.
//!
//! What runs here is `Collector::run`, with an exporter that counts. It sleeps
//! for ever unless it is woken, so that a lost wake-up is a deadlock, which loom
//! reports. `cargo xtask loom` runs the models; above each stands the mistake
//! that it was seen to find.

mod balance;
mod deadline;
mod exporter;
mod flush;
mod shutdown;
mod wake;

use std::time::{Duration, Instant};

use loom::thread::{self, JoinHandle};

use super::{Balance, Collector, Control, Ledger, Settings};
use crate::buffer::loom_models::{LIMIT, push};
use crate::buffer::sync::{Arc, AtomicUsize, Ordering};
use crate::buffer::{BatchSize, Buffers, Cells, Producer, Totals};
use crate::counters::DropReason;
use crate::exporter::{Batch, Deadline, ExportError, Resource, SpanExporter};

/// Longer than any model takes: the order of things does not depend on time.
const FAR: Duration = Duration::from_secs(100_000);

/// A process in miniature.
#[derive(Clone)]
struct World {
    buffers: Arc<Buffers>,
    ledger: Arc<Ledger>,
    control: Arc<Control>,
    /// Of the one thread that makes spans.
    cells: Arc<Cells>,
}

impl World {
    fn new() -> Self {
        World {
            buffers: Arc::new(Buffers::new(LIMIT)),
            ledger: Arc::new(Ledger::new()),
            control: Arc::new(Control::new()),
            cells: Arc::new(Cells::new()),
        }
    }

    /// Starts the collector; it exports what it finds once it has waited for
    /// `schedule_delay`, or when it is told to.
    fn collect(&self, exporter: impl SpanExporter, schedule_delay: Duration) -> JoinHandle<()> {
        let world = self.clone();
        let exporter = Box::new(exporter);
        thread::spawn(move || {
            let settings = Settings {
                resource: Resource::default(),
                batch: BatchSize::fixed(1000, 1 << 20),
                schedule_delay,
                export_timeout: FAR,
            };
            let control = Arc::clone(&world.control);
            let mut collector =
                Collector::new(&world.buffers, &world.ledger, control, exporter, settings);
            // Just now: it says nothing in the next minute.
            collector.complained = Some(Instant::now());
            collector.run();
        })
    }

    /// Starts and ends so many spans, on the thread that `cells` are of.
    fn spans(&self, producer: &mut Producer, count: u64) {
        for id in 1..=count {
            self.cells.started();
            self.cells.ended();
            if let Err(why) = push(producer, &self.buffers, id) {
                self.cells.refused(why);
            }
        }
    }

    fn producer(&self) -> Producer {
        let producer = Producer::new(&self.buffers, 1);
        producer.ok().expect("the budget suffices")
    }

    /// What `shutdown` does.
    fn shut_down(&self) -> bool {
        let first = self.begin_closing();
        if first {
            assert!(self.control.wait_closed(None));
        }
        first
    }

    fn begin_closing(&self) -> bool {
        let end = Instant::now() + FAR;
        self.control.begin_closing(&self.buffers, end)
    }

    /// What `stats` does.
    fn balance(&self) -> Balance {
        let closed = || self.control.is_closed().then_some(DropReason::Shutdown);
        let balance = Balance::of(&self.ledger, closed, || Totals::of(&[&self.cells]));
        let on_their_way = balance.open + balance.buffered + balance.exporting;
        let settled = balance.exported + balance.dropped.iter().sum::<u64>();
        assert_eq!(balance.started, settled + on_their_way, "{balance:?}");
        balance
    }
}

/// Counts the spans that it is given.
#[derive(Clone)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn new() -> Self {
        Count(Arc::new(AtomicUsize::new(0)))
    }

    /// Relaxed: it is what was waited for that makes it known.
    fn spans(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl SpanExporter for Count {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        self.0.fetch_add(batch.len(), Ordering::Relaxed);
        Ok(())
    }
}
