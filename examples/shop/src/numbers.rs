//! What customers have seen.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Requests and their durations, of all customers.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Mutex<Counted>);

/// Requests that were answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counted {
    /// How many were made.
    pub(crate) requests: u64,
    /// How many had an answer of 500 and above, or none.
    pub(crate) errors: u64,
    /// How many orders were placed: their numbers are those up to it, or somewhat above.
    pub(crate) placed: u64,
    /// How many cards were declined, and orders taken back.
    pub(crate) declined: u64,
    /// How long each took, since the last report.
    durations: Vec<Duration>,
    /// How long it took until the page could show a trace, since the start.
    visible: Vec<Duration>,
}

impl Numbers {
    pub(crate) fn answered(&self, status: Option<u16>, took: Duration) {
        let mut counted = self.counted();
        counted.requests += 1;
        counted.errors += u64::from(status.is_none_or(|status| status >= 500));
        counted.placed += u64::from(status == Some(201));
        counted.declined += u64::from(status == Some(402));
        counted.durations.push(took);
    }

    pub(crate) fn placed(&self) -> u64 {
        self.counted().placed
    }

    pub(crate) fn visible(&self, after: Duration) {
        self.counted().visible.push(after);
    }

    /// All so far; durations are counted anew from here on.
    pub(crate) fn take(&self) -> Counted {
        let mut counted = self.counted();
        let taken = counted.clone();
        counted.durations.clear();
        taken
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        // Numbers are whole after a panic as well.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    /// The duration that this share of the requests did not pass.
    pub(crate) fn quantile(&self, share: f64) -> Duration {
        quantile(&self.durations, share)
    }

    /// The same, until a trace could be seen.
    pub(crate) fn visible_quantile(&self, share: f64) -> Duration {
        quantile(&self.visible, share)
    }
}

fn quantile(durations: &[Duration], share: f64) -> Duration {
    let mut sorted = durations.to_vec();
    sorted.sort_unstable();
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_since_the_last_report() {
        let numbers = Numbers::default();
        for millis in 1..=100 {
            numbers.answered(Some(200), Duration::from_millis(millis));
        }
        numbers.answered(Some(402), Duration::from_millis(1));
        numbers.answered(None, Duration::from_millis(1));
        let counted = numbers.take();
        assert_eq!(
            (counted.requests, counted.errors, counted.declined),
            (102, 1, 1)
        );
        assert_eq!(counted.quantile(1.0), Duration::from_millis(100));
        assert_eq!(counted.quantile(0.5), Duration::from_millis(50));
        numbers.answered(Some(200), Duration::from_millis(7));
        assert_eq!(numbers.take().quantile(0.5), Duration::from_millis(7));
        assert_eq!(numbers.take().quantile(0.5), Duration::ZERO);
    }
}
