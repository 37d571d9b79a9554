//! How often a context was expected, and how often it was lost, by place.

use super::names::{Names, Tally};
use super::{ContextPlace, Counter, losses};

static ROOT: Tally = Tally::new();
static CURRENT: Tally = Tally::new();
static REQUEST: Tally = Tally::new();
static MESSAGE: Tally = Tally::new();
static INSTRUMENT: Tally = Tally::new();
static SPAWN: Tally = Tally::new();
static LOG_LINES: Names<&'static str, 256> = Names::new();
static SDKS: Names<&'static str, 64> = Names::new();
static RAW_SPAWNS: Names<(&'static str, u32), 64> = Names::new();

/// Counts that a context was expected at a place, and whether it was there; for
/// integrations, such as a logger or a wrapper of an SDK.
///
/// Call this once for each event that is expected to have a context, also where all is
/// well: a loss rate needs both numbers. It costs an addition or two, allocates nothing
/// and never fails. Names are those of the program's text: of log targets, some 200 are
/// told apart, of SDKs some 50; what comes after them is counted as
/// [`ContextPlace::OTHER`].
///
/// A loss is also told to whom [`observe_losses`](crate::integration::observe_losses)
/// names. Spans count themselves: nothing is counted here for [`ContextPlace::Span`].
///
/// ```
/// use trace_runtime::integration::expect_context;
/// use trace_runtime::stats::ContextPlace;
///
/// // The SDK calls back, and a span runs on its thread; then once more, and none does.
/// expect_context(ContextPlace::Sdk("stripe"), true);
/// expect_context(ContextPlace::Sdk("stripe"), false);
///
/// let stats = trace_runtime::stats();
/// let stripe = stats.context_at(ContextPlace::Sdk("stripe"));
/// assert_eq!((stripe.expected, stripe.lost), (2, 1));
/// ```
#[inline]
pub fn expect_context(at: ContextPlace, found: bool) {
    let Some(tally) = tally(at) else { return };
    tally.count(found);
    if !found && let Some(counter) = at.losses() {
        losses::tell(counter, None);
    }
}

fn tally(at: ContextPlace) -> Option<&'static Tally> {
    Some(match at {
        ContextPlace::Span => return None,
        ContextPlace::Root => &ROOT,
        ContextPlace::Current => &CURRENT,
        ContextPlace::Request => &REQUEST,
        ContextPlace::Message => &MESSAGE,
        ContextPlace::Instrument => &INSTRUMENT,
        ContextPlace::LogLine(target) => LOG_LINES.of(target),
        ContextPlace::Sdk(name) => SDKS.of(name),
        ContextPlace::Spawn => &SPAWN,
        ContextPlace::RawSpawn(file, line) => RAW_SPAWNS.of((file, line)),
    })
}

impl ContextPlace {
    /// The counter that has the losses of this place, if one has and does not count them
    /// with more detail elsewhere.
    pub(super) fn losses(self) -> Option<Counter> {
        match self {
            ContextPlace::Current | ContextPlace::Request => Some(Counter::ContextMissing),
            ContextPlace::LogLine(_) => Some(Counter::LogLinesWithoutContext),
            ContextPlace::Message => Some(Counter::MessageWithoutContext),
            ContextPlace::Sdk(_) => Some(Counter::ContextLostInSdk),
            _ => None,
        }
    }
}

/// How often a context was expected at one place, and how often it was lost there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContextCount {
    /// The place.
    pub place: ContextPlace,
    /// How often a context was expected there: the metric `context_expected_total`.
    pub expected: u64,
    /// How often it was lost, never more than it was expected: the metric
    /// `context_lost_total`.
    pub lost: u64,
}

impl ContextCount {
    pub(crate) fn new(place: ContextPlace, (expected, lost): (u64, u64)) -> Self {
        ContextCount {
            place,
            expected,
            lost,
        }
    }
}

/// Each place but `span`, which the spans themselves know. Of those that have a name, the
/// ones that were counted.
pub(crate) fn contexts() -> Vec<ContextCount> {
    use ContextPlace::{
        Current, Instrument, LogLine, Message, RawSpawn, Request, Root, Sdk, Spawn,
    };
    let fixed = [
        (Root, &ROOT),
        (Current, &CURRENT),
        (Request, &REQUEST),
        (Message, &MESSAGE),
        (Instrument, &INSTRUMENT),
        (Spawn, &SPAWN),
    ];
    let lines = LOG_LINES
        .each()
        .map(|(target, tally)| (LogLine(target), tally));
    let sdks = SDKS.each().map(|(name, tally)| (Sdk(name), tally));
    let spawns = RAW_SPAWNS.each();
    let spawns = spawns.map(|((file, line), tally)| (RawSpawn(file, line), tally));
    let others = [
        (LogLine(ContextPlace::OTHER), LOG_LINES.others()),
        (Sdk(ContextPlace::OTHER), SDKS.others()),
        (RawSpawn(ContextPlace::OTHER, 0), RAW_SPAWNS.others()),
    ];
    let named = lines.chain(sdks).chain(spawns).chain(others);
    let read = |(place, tally): (ContextPlace, &Tally)| ContextCount::new(place, tally.read());
    let named = named.map(read).filter(|count| count.expected > 0);
    let mut counts: Vec<_> = fixed.into_iter().map(read).chain(named).collect();
    counts.sort_by_cached_key(|count| count.place.to_string());
    counts
}
