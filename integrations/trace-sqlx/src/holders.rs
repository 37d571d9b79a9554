//! Who holds a connection by a transaction and does nothing with it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use trace_runtime::{SpanId, TraceContract, TraceId};

use crate::log;

/// The open transactions of a pool.
#[derive(Debug)]
pub(crate) struct Holders {
    /// How long one may be idle.
    threshold: Duration,
    open: Mutex<Vec<Arc<Holder>>>,
}

/// An open transaction, with all that is nested in it.
#[derive(Debug)]
pub(crate) struct Holder {
    trace_id: TraceId,
    span_id: SpanId,
    threshold: Duration,
    activity: Mutex<Activity>,
}

#[derive(Debug)]
struct Activity {
    /// `None` while a statement is under way.
    idle_since: Option<Instant>,
    is_reported: bool,
}

impl Holders {
    pub(crate) fn new(threshold: Duration) -> Arc<Self> {
        Arc::new(Holders {
            threshold,
            open: Mutex::default(),
        })
    }

    /// The transaction whose span lends `cx` has begun.
    pub(crate) fn add(self: &Arc<Self>, cx: &TraceContract) -> Held {
        let holder = Arc::new(Holder {
            trace_id: cx.trace_id(),
            span_id: cx.span_id(),
            threshold: self.threshold,
            activity: Mutex::new(Activity {
                idle_since: Some(Instant::now()),
                is_reported: false,
            }),
        });
        locked(&self.open).push(Arc::clone(&holder));
        let among = Arc::clone(self);
        Held { holder, among }
    }

    /// Writes a line for each that is idle for too long. Called by who waits for a
    /// connection: no task looks after transactions.
    pub(crate) fn report(&self) {
        for holder in &*locked(&self.open) {
            holder.report(&mut locked(&holder.activity));
        }
    }
}

impl Holder {
    /// A statement is under way until the guard is dropped. If there was none for too
    /// long, writes a line.
    pub(crate) fn busy(&self) -> Busy<'_> {
        let mut activity = locked(&self.activity);
        self.report(&mut activity);
        activity.idle_since = None;
        Busy(self)
    }

    fn report(&self, activity: &mut Activity) {
        let idle = activity.idle_since.map(|since| since.elapsed());
        if let Some(idle) = idle.filter(|idle| *idle >= self.threshold)
            && !activity.is_reported
        {
            activity.is_reported = true;
            log::transaction_idle(self.trace_id, self.span_id, idle);
        }
    }
}

/// A connection that a transaction holds until this is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    holder: Arc<Holder>,
    among: Arc<Holders>,
}

impl Held {
    pub(crate) fn holder(&self) -> &Holder {
        &self.holder
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        locked(&self.among.open).retain(|open| !Arc::ptr_eq(open, &self.holder));
    }
}

/// While this is there, the transaction is not idle.
#[derive(Debug)]
pub(crate) struct Busy<'a>(&'a Holder);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        locked(&self.0.activity).idle_since = Some(Instant::now());
    }
}

/// Nothing that is done while it is locked leaves half of it.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
