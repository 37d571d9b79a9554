//! Which traces are recorded.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::callsite::SpanKind;
use crate::contain::contain;
use crate::context::{SpanContext, TraceId};
use crate::counters;

/// Decides, where a trace enters the process, whether it is recorded. Spans
/// inside of the process follow their root.
///
/// ```
/// use trace_runtime::sampling::Sampler;
///
/// // Follow the caller; of traces that begin here, one in ten, but no probes.
/// let sampler = Sampler::parent_based(Sampler::per_name(
///     [("GET /health*", Sampler::always_off())],
///     Sampler::ratio(0.1),
/// ));
/// ```
#[derive(Clone)]
pub struct Sampler(Rule);

#[derive(Clone)]
enum Rule {
    Always(Decision),
    /// Recorded when the trace's randomness is at least this.
    Ratio {
        threshold: u64,
    },
    RateLimit(Arc<RateLimit>),
    ParentBased(Arc<Sampler>),
    PerName(Arc<PerName>),
    Custom(Arc<CustomRule>),
}

type CustomRule = dyn Fn(&SamplingInput<'_>) -> Decision + Send + Sync;

struct PerName {
    rules: Vec<(String, Sampler)>,
    otherwise: Sampler,
}

/// What is known of a trace when it is decided upon.
#[derive(Debug, Clone, Copy)]
pub struct SamplingInput<'a> {
    /// The span of another process that it continues.
    pub parent: Option<&'a SpanContext>,
    /// The id of the trace.
    pub trace_id: TraceId,
    /// The name of its first span in this process.
    pub name: &'a str,
    /// The kind of that span.
    pub kind: SpanKind,
}

/// Whether a trace is recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The trace is not recorded.
    Drop,
    /// The trace is recorded, and those downstream are told so.
    Record,
}

/// Bits of a trace id that are random by the W3C specification, level 2.
const RANDOM_BITS: u32 = 56;

impl Sampler {
    /// Records every trace.
    pub fn always_on() -> Self {
        Sampler(Rule::Always(Decision::Record))
    }

    /// Records no trace.
    pub fn always_off() -> Self {
        Sampler(Rule::Always(Decision::Drop))
    }

    /// Records this fraction of traces: 0 is none, 1 all; `NaN` is none.
    ///
    /// It depends on the trace id alone, on its 56 random bits, by the threshold
    /// of OpenTelemetry's consistent probability sampling: services with the
    /// same ratio record the same traces, and one with a smaller ratio a subset.
    pub fn ratio(ratio: f64) -> Self {
        let all = (1_u64 << RANDOM_BITS) as f64;
        // A float becomes the nearest integer there is, and `NaN` 0.
        let recorded = (ratio.clamp(0.0, 1.0) * all) as u64;
        Sampler(Rule::Ratio {
            threshold: (1 << RANDOM_BITS) - recorded,
        })
    }

    /// Records at most so many traces a second, and so many at once after a
    /// pause.
    pub fn rate_limit(per_second: f64, burst: u32) -> Self {
        Sampler(Rule::RateLimit(Arc::new(RateLimit::new(per_second, burst))))
    }

    /// Follows the caller where there is one, and asks `root` where a trace
    /// begins here. The default, with [`always_on`](Self::always_on).
    pub fn parent_based(root: Sampler) -> Self {
        Sampler(Rule::ParentBased(Arc::new(root)))
    }

    /// Asks the sampler of the first rule that fits the span's name, or
    /// `otherwise`. A name that ends with `*` fits all that begin so.
    pub fn per_name<N: Into<String>>(
        rules: impl IntoIterator<Item = (N, Sampler)>,
        otherwise: Sampler,
    ) -> Self {
        let rules = rules.into_iter();
        let rules = rules
            .map(|(name, sampler)| (name.into(), sampler))
            .collect();
        Sampler(Rule::PerName(Arc::new(PerName { rules, otherwise })))
    }

    /// Asks a function. It should be quick; if it panics, the trace is not
    /// recorded. Nor is a trace that it begins by itself, on its own thread: it would
    /// be asked about that one while it is asked. Such are counted, as
    /// [`TraceInSampler`](crate::stats::Counter::TraceInSampler).
    pub fn custom(decide: impl Fn(&SamplingInput<'_>) -> Decision + Send + Sync + 'static) -> Self {
        Sampler(Rule::Custom(Arc::new(decide)))
    }

    pub(crate) fn decide(&self, input: &SamplingInput<'_>) -> Decision {
        let record = match &self.0 {
            Rule::Always(decision) => return *decision,
            Rule::Ratio { threshold } => randomness(input.trace_id) >= *threshold,
            Rule::RateLimit(limit) => limit.admit(limit.now()),
            Rule::ParentBased(root) => match input.parent {
                Some(parent) => parent.flags().is_sampled(),
                None => return root.decide(input),
            },
            Rule::PerName(per_name) => return per_name.of(input.name).decide(input),
            Rule::Custom(decide) => return ask(&**decide, input),
        };
        if record {
            Decision::Record
        } else {
            Decision::Drop
        }
    }
}

/// Asks a function of the user's, unless it is being asked.
fn ask(decide: &CustomRule, input: &SamplingInput<'_>) -> Decision {
    thread_local! {
        static ASKED: Cell<bool> = const { Cell::new(false) };
    }
    if ASKED.replace(true) {
        counters::trace_in_sampler();
        return Decision::Drop;
    }
    let decision = contain(|| decide(input)).unwrap_or(Decision::Drop);
    ASKED.set(false);
    decision
}

impl Default for Sampler {
    fn default() -> Self {
        Sampler::parent_based(Sampler::always_on())
    }
}

impl fmt::Debug for Sampler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Rule::Always(Decision::Record) => f.write_str("always_on"),
            Rule::Always(Decision::Drop) => f.write_str("always_off"),
            Rule::Ratio { threshold } => {
                let ratio = 1.0 - *threshold as f64 / (1_u64 << RANDOM_BITS) as f64;
                write!(f, "ratio({ratio})")
            }
            Rule::RateLimit(limit) => write!(f, "rate_limit(every {} ns)", limit.interval_nanos),
            Rule::ParentBased(root) => write!(f, "parent_based({root:?})"),
            Rule::PerName(per_name) => f
                .debug_map()
                .entries(per_name.rules.iter().map(|(name, sampler)| (name, sampler)))
                .entry(&"*", &per_name.otherwise)
                .finish(),
            Rule::Custom(_) => f.write_str("custom"),
        }
    }
}

impl PerName {
    fn of(&self, name: &str) -> &Sampler {
        let fits = |pattern: &str| match pattern.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == pattern,
        };
        let rule = self.rules.iter().find(|(pattern, _)| fits(pattern));
        rule.map_or(&self.otherwise, |(_, sampler)| sampler)
    }
}

fn randomness(trace_id: TraceId) -> u64 {
    trace_id.to_u128() as u64 & ((1 << RANDOM_BITS) - 1)
}

/// A token bucket as one number: the time at which it would be full again.
struct RateLimit {
    start: Instant,
    interval_nanos: u64,
    burst_nanos: u64,
    full_at: AtomicU64,
}

impl RateLimit {
    fn new(per_second: f64, burst: u32) -> Self {
        // A rate of 0, or one that is no number, becomes an endless interval.
        let interval_nanos = match 1e9 / per_second {
            nanos if nanos >= 0.0 => nanos as u64,
            _ => u64::MAX,
        };
        // Such a one is never waited for.
        let burst = if interval_nanos == u64::MAX { 0 } else { burst };
        RateLimit {
            start: Instant::now(),
            interval_nanos,
            burst_nanos: interval_nanos.saturating_mul(burst.into()),
            full_at: AtomicU64::new(0),
        }
    }

    fn now(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }

    fn admit(&self, now: u64) -> bool {
        let admitted = |full_at: u64| {
            let full_at = full_at.max(now).checked_add(self.interval_nanos)?;
            (full_at - now <= self.burst_nanos).then_some(full_at)
        };
        let (set, fetch) = (Ordering::Relaxed, Ordering::Relaxed);
        self.full_at.fetch_update(set, fetch, admitted).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::context::TraceState;
    use crate::context::{SpanId, TraceFlags};

    fn input(trace_id: u128, name: &str) -> SamplingInput<'_> {
        SamplingInput {
            parent: None,
            trace_id: TraceId::from_u128(trace_id).unwrap(),
            name,
            kind: SpanKind::Internal,
        }
    }

    fn records(sampler: &Sampler, trace_id: u128, name: &str) -> bool {
        sampler.decide(&input(trace_id, name)) == Decision::Record
    }

    #[test]
    fn a_ratio_is_kept_and_nested() {
        let (tenth, half) = (Sampler::ratio(0.1), Sampler::ratio(0.5));
        let mut recorded = 0;
        for _ in 0..20_000 {
            let id = TraceId::random().to_u128();
            let by_tenth = records(&tenth, id, "");
            recorded += u32::from(by_tenth);
            assert!(!by_tenth || records(&half, id, ""));
        }
        assert!((1_700..2_300).contains(&recorded), "{recorded}");
    }

    #[test]
    fn the_ends_of_a_ratio_are_exact() {
        let (lowest, highest) = (1_u128 << 56, u128::MAX);
        for id in [lowest, highest] {
            assert!(records(&Sampler::ratio(1.0), id, ""));
            assert!(records(&Sampler::ratio(7.0), id, ""));
            assert!(!records(&Sampler::ratio(0.0), id, ""));
            assert!(!records(&Sampler::ratio(-1.0), id, ""));
            assert!(!records(&Sampler::ratio(f64::NAN), id, ""));
        }
        // The threshold of OTEP 235 for one half is 8 followed by zeros.
        assert!(records(&Sampler::ratio(0.5), 0x80_0000_0000_0000, ""));
        assert!(!records(&Sampler::ratio(0.5), 0x7f_ffff_ffff_ffff, ""));
    }

    #[test]
    fn the_first_rule_that_fits_decides() {
        let sampler = Sampler::per_name(
            [
                ("GET /health", Sampler::always_off()),
                ("GET /*", Sampler::always_on()),
            ],
            Sampler::always_off(),
        );
        assert!(!records(&sampler, 1, "GET /health"));
        assert!(records(&sampler, 1, "GET /healthy"));
        assert!(!records(&sampler, 1, "POST /"));
    }

    #[test]
    fn a_callers_decision_is_followed() {
        let sampler = Sampler::parent_based(Sampler::always_off());
        for sampled in [true, false] {
            let parent = SpanContext::remote(
                TraceId::random(),
                SpanId::random(),
                TraceFlags::default().with_sampled(sampled),
                TraceState::default(),
            );
            let input = SamplingInput {
                parent: Some(&parent),
                ..input(1, "")
            };
            assert_eq!(sampler.decide(&input) == Decision::Record, sampled);
        }
        assert!(!records(&sampler, 1, ""));
    }

    #[test]
    fn a_rate_is_kept_after_a_burst() {
        let limit = RateLimit::new(10.0, 3);
        let second = 1_000_000_000;
        assert_eq!((0..10).filter(|_| limit.admit(0)).count(), 3);
        assert_eq!((0..10).filter(|_| limit.admit(second / 10)).count(), 1);
        assert_eq!((0..10).filter(|_| limit.admit(5 * second)).count(), 3);
        let never = RateLimit::new(0.0, 5);
        assert!(!never.admit(0) && !never.admit(u64::MAX / 2));
        assert!(!RateLimit::new(f64::NAN, 5).admit(1));
    }

    #[test]
    fn a_function_that_panics_records_nothing() {
        let sampler = Sampler::custom(|_| panic!("in the sampler"));
        assert!(!records(&sampler, 1, ""));
    }
}
