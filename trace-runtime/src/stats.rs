//! What became of every span, as public numbers.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use crate::buffer::local;
use crate::callsite::Callsite;
use crate::collector::{Balance, Ledger};
use crate::id::TraceId;
use crate::losses;
use crate::operator::tell;

/// Why a span was dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
#[non_exhaustive]
pub enum DropReason {
    /// The memory limit was reached: spans end faster than they are exported.
    BufferFull,
    /// Its record would have been larger than 1 MiB.
    TooLarge,
    /// It ended inside of the recorder's own code, by way of an allocator that
    /// makes spans.
    Reentrant,
    /// It ended after shutdown, or shutdown ran out of time.
    Shutdown,
    /// It ended in a fork of the process that installed the pipeline, where no
    /// collector is: install it after forking.
    Forked,
    /// The exporter failed.
    ExportFailed,
    /// The receiver refused it.
    ExportRejected,
    /// The exporter ran out of time.
    ExportTimedOut,
    /// The exporter panicked.
    ExportPanicked,
    /// It was still running when the pipeline was shut down. When it ends, it
    /// counts as [`Shutdown`](Self::Shutdown) instead.
    StillOpen,
}

impl DropReason {
    pub(crate) const COUNT: usize = 10;

    /// All there are.
    pub const ALL: [DropReason; DropReason::COUNT] = [
        DropReason::BufferFull,
        DropReason::TooLarge,
        DropReason::Reentrant,
        DropReason::Shutdown,
        DropReason::Forked,
        DropReason::ExportFailed,
        DropReason::ExportRejected,
        DropReason::ExportTimedOut,
        DropReason::ExportPanicked,
        DropReason::StillOpen,
    ];

    /// The name, as a metric's label has it.
    pub const fn as_str(self) -> &'static str {
        match self {
            DropReason::BufferFull => "buffer_full",
            DropReason::TooLarge => "too_large",
            DropReason::Reentrant => "reentrant",
            DropReason::Shutdown => "shutdown",
            DropReason::Forked => "forked",
            DropReason::ExportFailed => "export_failed",
            DropReason::ExportRejected => "export_rejected",
            DropReason::ExportTimedOut => "export_timed_out",
            DropReason::ExportPanicked => "export_panicked",
            DropReason::StillOpen => "still_open",
        }
    }
}

/// What is counted besides spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(usize)]
#[non_exhaustive]
pub enum Counter {
    /// A span was started under a contract that was not the current one.
    StaleParent,
    /// [`current`](crate::current()) found no span on its thread.
    ContextMissing,
    /// A trace was begun where a span was already current.
    RootInContext,
    /// A sampler began a trace, which is not recorded: see
    /// [`Sampler::custom`](crate::Sampler::custom).
    TraceInSampler,
    /// A message was opened that brought no context, or none that could be read.
    MessageWithoutContext,
    /// Something was recorded on the contract of a closure that has no span, see
    /// [`no_span`](crate::no_span), and was left out.
    RecordedWithoutSpan,
    /// A log line was written.
    LogLines,
    /// A log line was written outside of any span.
    LogLinesWithoutContext,
    /// The `Debug` or `Display` of an attribute panicked.
    AttributePanics,
    /// A header of trace context was malformed.
    InvalidHeaders,
    /// Whom to trust depends on the peer's address, and the server does not give
    /// it: every caller's trace was restarted.
    PeerUnknown,
    /// An attribute was left out, for a limit.
    DroppedAttributes,
    /// An event was left out, for a limit.
    DroppedEvents,
    /// A link was left out, for a limit.
    DroppedLinks,
    /// Work that was handed to a `spawn…` or `task…` of a contract was dropped
    /// before it began: it was aborted, or its runtime ended. It has no span.
    Abandoned,
}

impl Counter {
    /// The last one tells how many there are.
    const COUNT: usize = Counter::Abandoned as usize + 1;

    const ALL: [Counter; Counter::COUNT] = [
        Counter::StaleParent,
        Counter::ContextMissing,
        Counter::RootInContext,
        Counter::TraceInSampler,
        Counter::MessageWithoutContext,
        Counter::RecordedWithoutSpan,
        Counter::LogLines,
        Counter::LogLinesWithoutContext,
        Counter::AttributePanics,
        Counter::InvalidHeaders,
        Counter::PeerUnknown,
        Counter::DroppedAttributes,
        Counter::DroppedEvents,
        Counter::DroppedLinks,
        Counter::Abandoned,
    ];

    /// Name and help of the metric.
    const fn metric(self) -> (&'static str, &'static str) {
        match self {
            Counter::StaleParent => (
                "trace_stale_parent_total",
                "Spans started under a contract that was not the current one.",
            ),
            Counter::ContextMissing => (
                "trace_context_missing_total",
                "Calls of current() that found no span on their thread.",
            ),
            Counter::RootInContext => (
                "trace_root_in_context_total",
                "Traces begun where a span was already current.",
            ),
            Counter::TraceInSampler => (
                "trace_in_sampler_total",
                "Traces that a sampler began, which are not recorded.",
            ),
            Counter::MessageWithoutContext => (
                "trace_messages_without_context_total",
                "Messages opened that brought no context, or none that could be read.",
            ),
            Counter::RecordedWithoutSpan => (
                "trace_recorded_without_span_total",
                "Attributes, events and errors recorded where there is no span.",
            ),
            Counter::LogLines => ("trace_log_lines_total", "Log lines written."),
            Counter::LogLinesWithoutContext => (
                "trace_log_lines_without_context_total",
                "Log lines written outside of any span.",
            ),
            Counter::AttributePanics => (
                "trace_attribute_panics_total",
                "Attributes whose Debug or Display panicked.",
            ),
            Counter::InvalidHeaders => (
                "trace_invalid_headers_total",
                "Malformed headers of trace context that came in.",
            ),
            Counter::PeerUnknown => (
                "trace_peer_unknown_total",
                "Requests whose trust depends on a peer's address that the server does not give.",
            ),
            Counter::DroppedAttributes => (
                "trace_dropped_attributes_total",
                "Attributes left out for a limit.",
            ),
            Counter::DroppedEvents => {
                ("trace_dropped_events_total", "Events left out for a limit.")
            }
            Counter::DroppedLinks => ("trace_dropped_links_total", "Links left out for a limit."),
            Counter::Abandoned => (
                "trace_work_abandoned_total",
                "Spawned work that was dropped before it began.",
            ),
        }
    }
}

static COUNTERS: [AtomicU64; Counter::COUNT] = [const { AtomicU64::new(0) }; Counter::COUNT];

/// Those of `spawn_after`.
static PENDING_TIMERS: AtomicU64 = AtomicU64::new(0);

pub(crate) fn timer_waits() {
    PENDING_TIMERS.fetch_add(1, Ordering::Relaxed);
}

pub(crate) fn timer_is_done() {
    PENDING_TIMERS.fetch_sub(1, Ordering::Relaxed);
}

/// Counts one; for integrations, such as a logger that counts its lines.
///
/// One that says that a context was lost is also told to whom
/// [`observe_losses`](crate::integration::observe_losses) names, without the trace.
#[inline]
pub fn count(counter: Counter) {
    add(counter, 1);
    if let Counter::ContextMissing | Counter::LogLinesWithoutContext = counter {
        losses::tell(counter, None);
    }
}

#[inline]
fn add(counter: Counter, by: u64) {
    COUNTERS[counter as usize].fetch_add(by, Ordering::Relaxed);
}

/// Development builds say it on stderr, so many times in a process.
const MAX_WARNINGS: usize = 8;

#[cold]
pub(crate) fn stale_parent(callsite: &Callsite, trace_id: TraceId) {
    count(Counter::StaleParent);
    losses::tell(Counter::StaleParent, Some(trace_id));
    warn(|| {
        let (span, file, line) = (callsite.name(), callsite.file(), callsite.line());
        format!(
            "span `{span}`, of the function at {file}:{line}, was started under a contract that \
             is not the current one: was an outer contract passed to it where `cx` was meant?"
        )
    });
}

#[cold]
pub(crate) fn root_in_context(span: &str, (file, line): (&str, u32), current: TraceId) {
    count(Counter::RootInContext);
    losses::tell(Counter::RootInContext, Some(current));
    warn(|| {
        format!(
            "trace `{span}` was begun at {file}:{line} where a span is current: pass its contract \
             on, or name the span with `linked_trace` if it is meant to stand alone"
        )
    });
}

#[cold]
pub(crate) fn context_missing() {
    count(Counter::ContextMissing);
}

#[cold]
pub(crate) fn trace_in_sampler() {
    count(Counter::TraceInSampler);
}

#[cold]
pub(crate) fn message_without_context() {
    count(Counter::MessageWithoutContext);
}

#[cold]
pub(crate) fn recorded_without_span() {
    count(Counter::RecordedWithoutSpan);
    warn(|| {
        "something was recorded on the contract of a closure that has no span: name the span \
         instead of `no_span()`, or record it in the traced function that the closure calls"
            .to_owned()
    });
}

#[cold]
pub(crate) fn attribute_panicked() {
    count(Counter::AttributePanics);
}

#[cold]
pub(crate) fn limited(attributes: u32, events: u32, links: u32) {
    add(Counter::DroppedAttributes, attributes.into());
    add(Counter::DroppedEvents, events.into());
    add(Counter::DroppedLinks, links.into());
}

/// Attributes, events and links that were left out for a limit.
pub(crate) fn left_out() -> [u64; 3] {
    use Counter::{DroppedAttributes, DroppedEvents, DroppedLinks};
    [DroppedAttributes, DroppedEvents, DroppedLinks]
        .map(|of| COUNTERS[of as usize].load(Ordering::Relaxed))
}

fn warn(message: impl FnOnce() -> String) {
    static WARNINGS: AtomicUsize = AtomicUsize::new(0);
    if cfg!(debug_assertions) && WARNINGS.fetch_add(1, Ordering::Relaxed) < MAX_WARNINGS {
        tell(format_args!("{}", message()));
    }
}

static LEDGER: LazyLock<Ledger> = LazyLock::new(Ledger::new);

/// What the collector has counted.
pub(crate) fn ledger() -> &'static Ledger {
    &LEDGER
}

/// What became of the spans of this process, and what was lost on the way.
///
/// `started == exported + dropped + in_flight`, always: a span that is not
/// delivered shows up here.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Recorded spans that were started.
    pub started: u64,
    /// Those that the exporter delivered.
    pub exported: u64,
    /// Those that are still running. Once the pipeline is shut down they cannot be
    /// delivered, and count as dropped, for [`DropReason::StillOpen`].
    pub open: u64,
    /// Those that have ended and wait for the collector.
    pub buffered: u64,
    /// Those that the collector holds or the exporter is at.
    pub exporting: u64,
    /// Bytes that the buffers of all threads take.
    pub buffer_bytes: u64,
    /// Work of [`spawn_after`](crate::TraceContract::spawn_after) whose time has
    /// not come; sampled or not. It has no span yet.
    pub pending: u64,
    dropped: [u64; DropReason::COUNT],
    counters: [u64; Counter::COUNT],
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

    /// One of the other counters.
    pub fn counter(&self, counter: Counter) -> u64 {
        self.counters[counter as usize]
    }

    fn counted(&self) -> impl Iterator<Item = (Counter, u64)> + use<> {
        let counters = Counter::ALL.into_iter().zip(self.counters);
        counters.filter(|(_, count)| *count > 0)
    }

    /// The text that a Prometheus server scrapes.
    pub fn to_prometheus(&self) -> String {
        let mut text = String::new();
        let mut metric = |name: &str, kind: &str, help: &str, samples: &[(&str, u64)]| {
            // Writing to a `String` does not fail.
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
            for (labels, value) in samples {
                let _ = writeln!(text, "{name}{labels} {value}");
            }
        };
        let counter = "counter";
        let name = "trace_spans_started_total";
        metric(
            name,
            counter,
            "Recorded spans that were started.",
            &[("", self.started)],
        );
        let name = "trace_spans_exported_total";
        metric(
            name,
            counter,
            "Spans that the exporter delivered.",
            &[("", self.exported)],
        );
        let dropped = DropReason::ALL.map(|why| {
            (
                format!("{{reason=\"{}\"}}", why.as_str()),
                self.dropped_for(why),
            )
        });
        let dropped = dropped
            .each_ref()
            .map(|(labels, value)| (labels.as_str(), *value));
        let name = "trace_spans_dropped_total";
        metric(
            name,
            counter,
            "Spans that were dropped, by reason.",
            &dropped,
        );
        let in_flight = [
            ("{state=\"open\"}", self.open),
            ("{state=\"buffered\"}", self.buffered),
            ("{state=\"exporting\"}", self.exporting),
        ];
        let name = "trace_spans_in_flight";
        metric(
            name,
            "gauge",
            "Spans that are running or on their way.",
            &in_flight,
        );
        let name = "trace_buffer_bytes";
        metric(
            name,
            "gauge",
            "Bytes that buffers take.",
            &[("", self.buffer_bytes)],
        );
        let name = "trace_timers_pending";
        metric(
            name,
            "gauge",
            "Work of spawn_after whose time has not come.",
            &[("", self.pending)],
        );
        for of in Counter::ALL {
            let (name, help) = of.metric();
            metric(name, counter, help, &[("", self.counter(of))]);
        }
        text
    }
}

/// What became of the spans of this process so far.
///
/// ```
/// let stats = trace_runtime::stats();
/// assert_eq!(stats.started, stats.exported + stats.dropped() + stats.in_flight());
/// ```
pub fn stats() -> Stats {
    let balance = Balance::of(ledger(), crate::pipeline::abandoned, local::totals);
    Stats {
        started: balance.started,
        exported: balance.exported,
        open: balance.open,
        buffered: balance.buffered,
        exporting: balance.exporting,
        buffer_bytes: local::buffers().used_bytes() as u64,
        pending: PENDING_TIMERS.load(Ordering::Relaxed),
        dropped: balance.dropped,
        counters: COUNTERS.each_ref().map(|of| of.load(Ordering::Relaxed)),
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
            .map(|(counter, count)| (counter.metric().0, count))
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
    fn every_metric_has_help_and_type() {
        let text = stats().to_prometheus();
        let mut names = 0;
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (name, value) = line.rsplit_once(' ').unwrap();
            value.parse::<u64>().unwrap();
            let name = name.split('{').next().unwrap();
            assert!(text.contains(&format!("# HELP {name} ")), "{name}");
            assert!(text.contains(&format!("# TYPE {name} ")), "{name}");
            names += 1;
        }
        // Started, exported, bytes and pending; three states in flight.
        assert_eq!(names, 4 + 3 + DropReason::COUNT + Counter::COUNT);
    }

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

    #[test]
    fn enums_stand_where_their_numbers_say() {
        for (at, why) in DropReason::ALL.into_iter().enumerate() {
            assert_eq!(why as usize, at);
        }
        for (at, counter) in Counter::ALL.into_iter().enumerate() {
            assert_eq!(counter as usize, at);
        }
    }
}
