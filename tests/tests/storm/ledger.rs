//! What the code believes of its spans, written down without the help of the
//! code that makes the tree.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use trace_runtime::{SpanId, TraceContract, TraceId};

/// How a span ought to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Until the code says otherwise: it was dropped on the way.
    Cancelled,
    Returned,
    Failed,
    Panicked,
}

/// A span, as plain data that is handed on beside its contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Me {
    pub(crate) trace: TraceId,
    pub(crate) span: SpanId,
}

impl Me {
    pub(crate) fn of(cx: &TraceContract) -> Me {
        Me {
            trace: cx.trace_id(),
            span: cx.span_id(),
        }
    }

    /// The form that an attribute holds.
    pub(crate) fn to_i64(self) -> i64 {
        self.span.to_u64().cast_signed()
    }

    /// Looks whether this span is the current one.
    pub(crate) fn check_current(self) {
        LEDGER.polls.fetch_add(1, Ordering::Relaxed);
        let current = trace_runtime::with_current(|span| {
            span.map(|span| Me {
                trace: span.trace_id(),
                span: span.span_id(),
            })
        });
        if current != Some(self) {
            LEDGER.another_current.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The span is about to end like this.
    pub(crate) fn ends(self, fate: Fate) {
        if let Some(entry) = lock(self.span).get_mut(&self.span) {
            entry.fate = fate;
        }
    }
}

/// What is known of a span.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) trace: TraceId,
    /// `None` for the root of a trace.
    pub(crate) parent: Option<Me>,
    pub(crate) fate: Fate,
}

const SHARDS: usize = 64;

#[derive(Default)]
struct Ledger {
    shards: Vec<Mutex<HashMap<SpanId, Entry>>>,
    polls: AtomicU64,
    another_current: AtomicU64,
    twice: AtomicU64,
    cuts: AtomicU64,
}

static LEDGER: LazyLock<Ledger> = LazyLock::new(|| Ledger {
    shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
    ..Ledger::default()
});

fn lock(span: SpanId) -> MutexGuard<'static, HashMap<SpanId, Entry>> {
    let shard = span.to_u64() as usize % SHARDS;
    LEDGER.shards[shard]
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

/// The body of a span that should be a child of `parent` runs.
pub(crate) fn begins(cx: &TraceContract, parent: Option<Me>) -> Me {
    let me = Me::of(cx);
    me.check_current();
    let entry = Entry {
        trace: me.trace,
        parent,
        fate: Fate::Cancelled,
    };
    if lock(me.span).insert(me.span, entry).is_some() {
        LEDGER.twice.fetch_add(1, Ordering::Relaxed);
    }
    me
}

/// All spans that began; they are forgotten here.
pub(crate) fn take() -> HashMap<SpanId, Entry> {
    let shards = LEDGER.shards.iter();
    shards
        .flat_map(|shard| {
            std::mem::take(&mut *shard.lock().unwrap_or_else(PoisonError::into_inner))
        })
        .collect()
}

/// What was noticed while the storm blew.
#[derive(Debug)]
pub(crate) struct OnTheWay {
    /// Times that the code looked for the current span.
    pub(crate) polls: u64,
    /// Times that it found another than its own, or none.
    pub(crate) polls_with_another_current: u64,
    pub(crate) ids_given_twice: u64,
    /// Futures that were dropped on purpose before they were ready.
    pub(crate) cuts: u64,
}

pub(crate) fn seen_on_the_way() -> OnTheWay {
    let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    OnTheWay {
        polls: count(&LEDGER.polls),
        polls_with_another_current: count(&LEDGER.another_current),
        ids_given_twice: count(&LEDGER.twice),
        cuts: count(&LEDGER.cuts),
    }
}

/// A future was dropped on purpose before it was ready.
pub(crate) fn was_cut() {
    LEDGER.cuts.fetch_add(1, Ordering::Relaxed);
}
