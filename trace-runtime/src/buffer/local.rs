//! This thread's end of the buffer.
//!
//! Two thread-locals. The hot one has no destructor: it is always there and
//! costs nothing to reach. The other owns what must be given back when the
//! thread ends, and may already be gone while other destructors still make
//! spans; those take a chunk each, and counters that are shared.

use std::cell::{Cell, RefCell};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{Buffers, Cells, Producer, Refusal, Totals};
use crate::record::header;

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
    scratch: Vec<u64>,
    cells: Option<&'static Cells>,
}

/// More than this is not kept between two spans; words.
const MAX_SCRATCH: usize = 8192;

impl Local {
    const fn new() -> Self {
        Local {
            producer: None,
            scratch: Vec::new(),
            cells: None,
        }
    }

    #[inline]
    fn push(
        &mut self,
        header: &mut [u64; header::WORDS],
        parts: [&[u64]; 3],
    ) -> Result<(), Refusal> {
        match &mut self.producer {
            Some(producer) => producer.push(buffers, header, parts),
            None => self.first_push(header, parts),
        }
    }

    #[cold]
    fn first_push(
        &mut self,
        header: &mut [u64; header::WORDS],
        parts: [&[u64]; 3],
    ) -> Result<(), Refusal> {
        let words = header::WORDS + parts.iter().map(|part| part.len()).sum::<usize>();
        let producer = Producer::new(&BUFFERS, words)?;
        self.producer.insert(producer).push(buffers, header, parts)
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        CELLS.with(|cells| cells.set(None));
        if let Some(cells) = self.cells {
            REGISTRY.lock().unwrap_or_else(PoisonError::into_inner).free.push(cells);
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
fn refused(why: Refusal) {
    count(|cells| cells.refused(why), |cells| cells.refused_shared(why));
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

/// Cells for this thread, unless it is past the destructor that would give them
/// back.
fn adopt() -> Option<&'static Cells> {
    LOCAL
        .try_with(|local| {
            let mut local = local.try_borrow_mut().ok()?;
            let mut registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
            let cells = registry.free.pop().unwrap_or_else(|| {
                // Used again by later threads: never more than threads at once.
                let new: &'static Cells = Box::leak(Box::new(Cells::new()));
                registry.all.push(new);
                new
            });
            local.cells = Some(cells);
            CELLS.with(|hot| hot.set(Some(cells)));
            Some(cells)
        })
        .ok()
        .flatten()
}

/// Counts a span that ends after shutdown.
#[cold]
pub(crate) fn drop_after_shutdown() {
    ended();
    refused(Refusal::Shutdown);
}

/// Writes a record into this thread's chunk, or counts why not.
#[inline]
pub(crate) fn push(header: &mut [u64; header::WORDS], declared: &[u64]) {
    ended();
    let pushed = LOCAL.try_with(|local| match local.try_borrow_mut() {
        Ok(mut local) => local.push(header, [&[], declared, &[]]),
        Err(_) => Err(Refusal::Reentrant),
    });
    settle(pushed.unwrap_or_else(|_| push_alone(header, [&[], declared, &[]])));
}

/// As [`push`]. `write` puts what comes before the declared attributes into a
/// scratch buffer, and returns those.
pub(crate) fn push_with<'a>(
    header: &mut [u64; header::WORDS],
    write: impl FnOnce(&mut [u64; header::WORDS], &mut Vec<u64>) -> [&'a [u64]; 2],
) {
    ended();
    let mut scratch = LOCAL
        .try_with(|local| local.try_borrow_mut().map(|mut local| std::mem::take(&mut local.scratch)))
        .ok()
        .and_then(Result::ok)
        .unwrap_or_default();
    scratch.clear();
    let [declared, spill] = write(header, &mut scratch);
    let pushed = LOCAL.try_with(|local| match local.try_borrow_mut() {
        Ok(mut local) => {
            let pushed = local.push(header, [&scratch, declared, spill]);
            if scratch.capacity() <= MAX_SCRATCH {
                local.scratch = std::mem::take(&mut scratch);
            }
            pushed
        }
        Err(_) => Err(Refusal::Reentrant),
    });
    settle(pushed.unwrap_or_else(|_| push_alone(header, [&scratch, declared, spill])));
}

/// A chunk for one record, of a thread whose buffer is gone.
#[cold]
fn push_alone(header: &mut [u64; header::WORDS], parts: [&[u64]; 3]) -> Result<(), Refusal> {
    Local::new().push(header, parts)
}

#[inline]
fn settle(pushed: Result<(), Refusal>) {
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
    /// Those without a thread.
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
