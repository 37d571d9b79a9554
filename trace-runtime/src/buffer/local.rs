//! This thread's end of the buffer.
//!
//! Two thread-locals. The hot one has no destructor: it is always there and
//! costs nothing to reach. The other owns what must be given back when the
//! thread ends, and may already be gone while other destructors still make
//! spans; those take a chunk each, and counters that are shared.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Buffers, Cells, Producer, Totals, header};
use crate::context::TraceState;
use crate::counters::DropReason;
use crate::value::words::Words;

thread_local! {
    static CELLS: Cell<Option<&'static Cells>> = const { Cell::new(None) };
    static LOCAL: RefCell<Local> = const { RefCell::new(Local::new()) };
}

static BUFFERS: LazyLock<Buffers> = LazyLock::new(|| Buffers::new(0));
static CLOSED: AtomicBool = AtomicBool::new(false);

/// The buffers of this process.
pub(crate) fn buffers() -> &'static Buffers {
    &BUFFERS
}

/// Whether spans that end are dropped, after shutdown.
#[inline]
pub(crate) fn is_closed() -> bool {
    CLOSED.load(Ordering::Relaxed)
}

/// From now on, spans that end are dropped and counted.
pub(crate) fn close() {
    CLOSED.store(true, Ordering::SeqCst);
}

struct Local {
    producer: Option<Producer>,
    scratch: Words,
    cells: Option<&'static Cells>,
}

/// More than this is not kept between two spans; words.
const MAX_SCRATCH: usize = 8192;

impl Local {
    const fn new() -> Self {
        Local {
            producer: None,
            scratch: Words::NONE,
            cells: None,
        }
    }

    #[inline]
    fn push<const PARTS: usize>(
        &mut self,
        header: &[u64; header::WORDS],
        state: &TraceState,
        parts: [&[u64]; PARTS],
    ) -> Result<(), DropReason> {
        let producer = match &mut self.producer {
            Some(producer) => producer,
            None => self.first_chunk(&parts)?,
        };
        producer.push(buffers, header, state, parts)
    }

    #[cold]
    fn first_chunk(&mut self, parts: &[&[u64]]) -> Result<&mut Producer, DropReason> {
        let words = header::WORDS + parts.iter().map(|part| part.len()).sum::<usize>();
        let producer = Producer::new(&BUFFERS, words)?;
        Ok(self.producer.insert(producer))
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        CELLS.with(|cells| cells.set(None));
        if let Some(cells) = self.cells {
            REGISTRY
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .free
                .push(cells);
        }
    }
}

/// Counts a span that starts.
#[inline]
pub(crate) fn started() {
    match CELLS.with(Cell::get) {
        Some(cells) => cells.started(),
        None => count(Cells::started, Cells::started_shared),
    }
}

#[inline]
fn ended() {
    match CELLS.with(Cell::get) {
        Some(cells) => cells.ended(),
        None => count(Cells::ended, Cells::ended_shared),
    }
}

#[cold]
fn refused(why: DropReason) {
    count(
        |cells| cells.refused(why),
        |cells| cells.refused_shared(why),
    );
}

/// Counts in this thread's cells, once it has some, or in the shared ones.
#[cold]
#[inline(never)]
fn count(own: impl FnOnce(&Cells), shared: impl FnOnce(&Cells)) {
    match CELLS.with(Cell::get).or_else(adopt) {
        Some(cells) => own(cells),
        None => shared(&ORPHANS),
    }
}

/// Cells for this thread, unless it is past the destructor that gives them back.
fn adopt() -> Option<&'static Cells> {
    with_local(|local| {
        let mut registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
        let cells = registry.free.pop().unwrap_or_else(|| {
            // Used again by later threads: never more than threads at once.
            let new: &'static Cells = Box::leak(Box::new(Cells::new()));
            registry.all.push(new);
            new
        });
        local.cells = Some(cells);
        CELLS.with(|hot| hot.set(Some(cells)));
        cells
    })
}

/// Counts a span that ends after shutdown.
#[cold]
pub(crate) fn drop_after_shutdown() {
    ended();
    refused(DropReason::Shutdown);
}

/// Writes a record into this thread's chunk, or counts why not.
#[inline]
pub(crate) fn push<const PARTS: usize>(
    header: &[u64; header::WORDS],
    state: &TraceState,
    parts: [&[u64]; PARTS],
) {
    ended();
    let pushed = LOCAL.try_with(|local| match local.try_borrow_mut() {
        Ok(mut local) => local.push(header, state, parts),
        Err(_) => Err(DropReason::Reentrant),
    });
    settle(pushed.unwrap_or_else(|_| push_alone(header, state, &parts)));
}

/// A buffer to put parts of a record together in; empty.
#[inline]
pub(crate) fn take_scratch() -> Words {
    with_local(|local| std::mem::replace(&mut local.scratch, Words::NONE)).unwrap_or(Words::NONE)
}

/// Keeps the buffer for the next record, unless this one was unusually large.
#[inline]
pub(crate) fn put_scratch(mut scratch: Words) {
    scratch.clear();
    if scratch.capacity() <= MAX_SCRATCH {
        with_local(|local| local.scratch = scratch);
    }
}

#[inline]
fn with_local<R>(access: impl FnOnce(&mut Local) -> R) -> Option<R> {
    let accessed = LOCAL.try_with(|local| Some(access(&mut *local.try_borrow_mut().ok()?)));
    accessed.ok().flatten()
}

/// A chunk for one record, of a thread whose buffer is gone.
#[cold]
#[inline(never)]
fn push_alone(
    header: &[u64; header::WORDS],
    state: &TraceState,
    parts: &[&[u64]],
) -> Result<(), DropReason> {
    Local::new().push(header, state, [&parts.concat()])
}

#[inline]
fn settle(pushed: Result<(), DropReason>) {
    if let Err(why) = pushed {
        refused(why);
    }
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    all: Vec::new(),
    free: Vec::new(),
});
static ORPHANS: LazyLock<Cells> = LazyLock::new(Cells::new);

struct Registry {
    /// All there are; what ended threads counted stays in them.
    all: Vec<&'static Cells>,
    /// Cells without a thread, to be used again.
    free: Vec<&'static Cells>,
}

/// The sums over all threads there were.
pub(crate) fn totals() -> Totals {
    let registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut all = registry.all.clone();
    drop(registry);
    all.push(&ORPHANS);
    Totals::of(&all)
}
