//! What became of every span, as public numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::Ordering;

use super::installed::abandoned;
use crate::buffer::local;
use crate::collector::{Balance, ledger};
use crate::counters::{
    self, CallbackCount, ContextCount, ContextPlace, Counter, DropReason, PENDING_TIMERS,
};

/// What became of the spans of this process, and what was lost on the way.
///
/// `started == exported + dropped + in_flight`, always: a span that is not
/// delivered shows up here.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Recorded spans that were started.
    pub started: u64,
    /// Spans that the exporter delivered.
    pub exported: u64,
    /// Spans that are still running. Once the pipeline is shut down they cannot be
    /// delivered, and count as dropped, for [`DropReason::StillOpen`].
    pub open: u64,
    /// Spans that have ended and wait for the collector.
    pub buffered: u64,
    /// Spans that the collector holds or the exporter is at.
    pub exporting: u64,
    /// Bytes that the buffers of all threads take.
    pub buffer_bytes: u64,
    /// Work of [`spawn_after`](crate::TraceContract::spawn_after) whose time has
    /// not come; sampled or not. It has no span yet.
    pub pending: u64,
    dropped: [u64; DropReason::COUNT],
    counters: [u64; Counter::COUNT],
    contexts: Vec<ContextCount>,
    callbacks: Vec<CallbackCount>,
}

impl Stats {
    /// Spans that were dropped, for whatever reason.
    pub fn dropped(&self) -> u64 {
        self.dropped.iter().sum()
    }

    /// Reasons for which spans were dropped, with their number.
    pub fn dropped_by_reason(&self) -> impl Iterator<Item = (DropReason, u64)> + use<> {
        let reasons = DropReason::ALL.into_iter().zip(self.dropped);
        reasons.filter(|(_, spans)| *spans > 0)
    }

    /// Spans that were dropped for one reason.
    pub fn dropped_for(&self, why: DropReason) -> u64 {
        self.dropped[why as usize]
    }

    /// Spans on their way: running, buffered or being exported.
    pub fn in_flight(&self) -> u64 {
        self.open + self.buffered + self.exporting
    }

    /// The number that one of the other counters has reached.
    pub fn counter(&self, counter: Counter) -> u64 {
        self.counters[counter as usize]
    }

    /// How often a context was expected, and how often it was lost, at each place. Of log
    /// targets, SDKs and spawns, those that were counted.
    ///
    /// A place that is wrong shows up here as soon as it has lost one: this is what the
    /// metrics `context_expected_total` and `context_lost_total` are made from.
    ///
    /// ```
    /// let stats = trace_runtime::stats();
    /// let lost: u64 = stats.contexts().iter().map(|at| at.lost).sum();
    /// assert_eq!(lost, 0);
    /// ```
    pub fn contexts(&self) -> &[ContextCount] {
        &self.contexts
    }

    /// How often a context was expected and lost at one place; never, at a place that was
    /// not counted.
    pub fn context_at(&self, place: ContextPlace) -> ContextCount {
        let found = self.contexts.iter().find(|at| at.place == place);
        found.copied().unwrap_or(ContextCount::new(place, (0, 0)))
    }

    /// The callbacks of SDKs that ran, by the name of the SDK and the place in the code
    /// where the [`Callback`](crate::Callback) was made: which one an SDK calls without the
    /// context. Some 100 are told apart.
    pub fn callbacks(&self) -> &[CallbackCount] {
        &self.callbacks
    }

    fn counted(&self) -> impl Iterator<Item = (Counter, u64)> + use<> {
        let counters = Counter::ALL.into_iter().zip(self.counters);
        counters.filter(|(_, count)| *count > 0)
    }
}

/// What became of the spans of this process so far.
///
/// ```
/// let stats = trace_runtime::stats();
/// assert_eq!(stats.started, stats.exported + stats.dropped() + stats.in_flight());
/// ```
pub fn stats() -> Stats {
    let mut contexts = counters::contexts();
    let counters = counters::all(&contexts);
    let stale = counters[Counter::StaleParent as usize];
    // After what was lost of them: never more than were started.
    let balance = Balance::of(ledger(), abandoned, local::totals);
    let spans = (balance.started.max(stale), stale);
    contexts.push(ContextCount::new(ContextPlace::Span, spans));
    Stats {
        started: balance.started,
        exported: balance.exported,
        open: balance.open,
        buffered: balance.buffered,
        exporting: balance.exporting,
        buffer_bytes: local::buffers().used_bytes() as u64,
        pending: PENDING_TIMERS.load(Ordering::Relaxed),
        dropped: balance.dropped,
        counters,
        contexts,
        callbacks: counters::callbacks(),
    }
}

/// By name, and of the reasons and counters those that are not zero.
impl fmt::Debug for Stats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dropped: BTreeMap<_, _> = self
            .dropped_by_reason()
            .map(|(why, spans)| (why.as_str(), spans))
            .collect();
        let counted: BTreeMap<_, _> = self
            .counted()
            .map(|(counter, count)| (counter.metric(), count))
            .collect();
        f.debug_struct("Stats")
            .field("started", &self.started)
            .field("exported", &self.exported)
            .field("open", &self.open)
            .field("buffered", &self.buffered)
            .field("exporting", &self.exporting)
            .field("buffer_bytes", &self.buffer_bytes)
            .field("pending", &self.pending)
            .field("dropped", &dropped)
            .field("counted", &counted)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_names_what_is_not_zero() {
        let mut some = stats();
        (some.started, some.exported) = (7, 4);
        some.dropped = [0; DropReason::COUNT];
        some.counters = [0; Counter::COUNT];
        some.dropped[DropReason::Shutdown as usize] = 3;
        some.counters[Counter::StaleParent as usize] = 1;
        let shown = format!("{some:?}");
        assert!(
            shown.starts_with("Stats { started: 7, exported: 4,"),
            "{shown}"
        );
        let end = r#"dropped: {"shutdown": 3}, counted: {"trace_stale_parent_total": 1} }"#;
        assert!(shown.ends_with(end), "{shown}");
    }
}
