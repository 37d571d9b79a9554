//! Hours in which an operation is slow again and again.

// From the top down: a module stands above what it imports.
mod pattern;

mod fold;

mod calendar;

pub use fold::Cell;
pub use pattern::{Pattern, Recurrence};

use std::collections::BTreeMap;

use fold::{Fold, LEAST_OFTEN, Slow};

/// What comes back in the times of one operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurring {
    /// What was found; no stretch of time is named twice.
    pub found: Vec<Recurrence>,
    /// For each hour of the week, from Monday 00:00 on, how many times slower than usual the
    /// operation was, in the median of all weeks; none where too few spans were seen.
    pub grid: Vec<Option<f64>>,
}

impl Recurring {
    /// Looks at the hours of some weeks, and at the minutes of some days where they are
    /// known. `offset_seconds` says by how much the clock of the place is ahead of universal
    /// time at a moment, in seconds: what happens at nine there does so in summer, too.
    ///
    /// The strongest explanation is named alone: what is slow every day is not named for
    /// seven days.
    ///
    /// ```
    /// use trace_analysis::{Cell, Recurring};
    ///
    /// // Four weeks; slow from 02:00 to 03:00 every day.
    /// let hours: Vec<Cell> = (0..4 * 7 * 24)
    ///     .map(|hour| Cell {
    ///         unix_seconds: hour * 3_600,
    ///         count: 100,
    ///         p95_nanos: if hour % 24 == 2 { 30_000_000 } else { 10_000_000 },
    ///     })
    ///     .collect();
    /// let recurring = Recurring::of(&hours, &[], |_| 0);
    /// assert_eq!(
    ///     recurring.found[0].to_string(),
    ///     "slow again and again: every day, 02:00–03:00, 3.0 times the usual, in 28 of 28 days"
    /// );
    /// assert_eq!(recurring.found.len(), 1);
    /// ```
    pub fn of(hours: &[Cell], minutes: &[Cell], offset_seconds: impl Fn(i64) -> i64) -> Self {
        let mut weekly = Fold::Week.fold(hours, &offset_seconds);
        let mut daily = Fold::Day.fold(hours, &offset_seconds).slow;
        daily.retain(|slow| is_slow_on_most_days(slow.slot, &weekly.ratios));
        weekly.slow.retain(|slow| {
            let hour = slow.slot % 24;
            daily.iter().all(|every_day| every_day.slot != hour)
        });
        let mut found: Vec<Recurrence> = runs(&daily, 24)
            .iter()
            .map(|run| {
                let (from, to) = ends(run);
                Recurrence::of(Pattern::Daily { from, to }, run)
            })
            .collect();
        found.extend(weeks(&weekly.slow));
        // Days of the month fall on some day of the week: those explain them.
        if found.is_empty() {
            let monthly = Fold::Month.fold(hours, &offset_seconds).slow;
            found.extend(monthly.iter().map(|slow| {
                let day = slow.slot as u8 + 1;
                Recurrence::of(Pattern::Monthly { day }, &[slow])
            }));
        }
        let hourly = Fold::Hour.fold(minutes, &offset_seconds).slow;
        found.extend(runs(&hourly, 60).iter().map(|run| {
            let (from, to) = ends(run);
            Recurrence::of(Pattern::Hourly { from, to }, run)
        }));
        Recurring {
            found,
            grid: weekly.ratios,
        }
    }
}

/// On six days of the week or more, as far as they are known: what is slow on working days is
/// not slow every day, though it may be on three of four.
fn is_slow_on_most_days(hour: usize, ratios: &[Option<f64>]) -> bool {
    let days = ratios.iter().skip(hour).step_by(24);
    let slow = days.filter(|ratio| ratio.is_none_or(|ratio| ratio >= LEAST_OFTEN));
    slow.count() >= 6
}

/// Joins neighbouring hours, over midnight as well, and days with the same hours. What is longer
/// than a day is told day by day.
fn weeks(slow: &[Slow]) -> Vec<Recurrence> {
    let mut by_hours: BTreeMap<(u8, u8), (u8, Vec<&Slow>)> = BTreeMap::new();
    for run in runs(slow, 7 * 24) {
        let days: Vec<&[&Slow]> = match run.len() <= 24 {
            true => vec![&run],
            false => run
                .chunk_by(|one, other| one.slot / 24 == other.slot / 24)
                .collect(),
        };
        for part in days {
            let Some(first) = part.first() else { continue };
            let from = (first.slot % 24) as u8;
            let (days, slots) = by_hours.entry((from, from + part.len() as u8)).or_default();
            *days |= 1 << (first.slot / 24);
            slots.extend(part);
        }
    }
    let found = by_hours.into_iter().map(|((from, to), (days, slots))| {
        Recurrence::of(Pattern::Weekly { days, from, to }, &slots)
    });
    found.collect()
}

/// Neighbouring slots, of so many; the first one is the neighbour of the last.
fn runs(slow: &[Slow], slots: usize) -> Vec<Vec<&Slow>> {
    let runs = slow.chunk_by(|one, other| one.slot + 1 == other.slot);
    let mut runs: Vec<Vec<&Slow>> = runs.map(|run| run.iter().collect()).collect();
    let begins_at_once = slow.first().is_some_and(|slow| slow.slot == 0);
    let goes_on = slow.last().is_some_and(|slow| slow.slot + 1 == slots);
    if begins_at_once && goes_on && runs.len() > 1 {
        let begin = runs.remove(0);
        if let Some(last) = runs.last_mut() {
            last.extend(begin);
        }
    }
    runs
}

/// The first slot of a run, and the one after its last, on from there.
fn ends(run: &[&Slow]) -> (u8, u8) {
    let from = run.first().map_or(0, |slow| slow.slot) as u8;
    (from, from + run.len() as u8)
}
