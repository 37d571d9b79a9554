//! How often a stretch of time comes back, and which ones stand out.

use std::collections::BTreeMap;

use super::calendar::Moment;

/// How many spans an operation had in an hour, or a minute, and how slow they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// When the hour or the minute began, in seconds since 1970.
    pub unix_seconds: i64,
    /// How many spans there were.
    pub count: u64,
    /// The 95th percentile of their durations.
    pub p95_nanos: u64,
}

/// With fewer spans a cell says nothing.
const LEAST_COUNT: u64 = 30;
/// How much slower than usual a slot must be, in the median of all periods.
const LEAST_RATIO: f64 = 1.5;
/// How much slower it must be in three of four periods.
pub(super) const LEAST_OFTEN: f64 = 1.3;
const OFTEN: f64 = 0.75;
/// How many spreads a slot must stand out from the others by.
const LEAST_SCORE: f64 = 3.5;
/// Makes the median of differences comparable with a standard deviation.
const TO_DEVIATION: f64 = 1.4826;
/// A spread below this is not believed: few slots may be equal by chance.
const LEAST_SPREAD: f64 = 0.02;

/// A way to fold time: into slots that come back period by period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Week,
    Day,
    Month,
    Hour,
}

/// A slot that is slow period by period.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Slow {
    pub(super) slot: usize,
    /// How much slower than usual, in the median.
    pub(super) ratio: f64,
    /// In how many periods it was seen, and in how many of them it was slow.
    pub(super) periods: usize,
    pub(super) slow_periods: usize,
    /// When it was slow.
    pub(super) examples: Vec<i64>,
}

/// What comes back, folded: the median ratio of each slot, and those that stand out.
pub(super) struct Folded {
    pub(super) ratios: Vec<Option<f64>>,
    pub(super) slow: Vec<Slow>,
}

impl Fold {
    fn slots(self) -> usize {
        match self {
            Fold::Week => 168,
            Fold::Day => 24,
            Fold::Month => 31,
            Fold::Hour => 60,
        }
    }

    /// The slot and the period of a moment.
    fn place(self, moment: Moment) -> (usize, i64) {
        match self {
            Fold::Week => (moment.weekday() * 24 + moment.hour(), moment.week()),
            Fold::Day => (moment.hour(), moment.day()),
            Fold::Month => {
                let (month, day) = moment.month_and_day();
                (day - 1, month)
            }
            Fold::Hour => (moment.minute(), moment.hours()),
        }
    }

    /// Folds the cells: each is compared with the median of its period, each slot with all
    /// others. Medians throughout: one outage would move a mean for weeks.
    pub(super) fn fold(self, cells: &[Cell], offset_seconds: impl Fn(i64) -> i64) -> Folded {
        let mut periods: BTreeMap<i64, Vec<(usize, Cell)>> = BTreeMap::new();
        for cell in cells.iter().filter(|cell| cell.count >= LEAST_COUNT) {
            let offset = offset_seconds(cell.unix_seconds);
            let (slot, period) = self.place(Moment::new(cell.unix_seconds, offset));
            periods.entry(period).or_default().push((slot, *cell));
        }
        let mut seen: Vec<Vec<(f64, i64)>> = vec![Vec::new(); self.slots()];
        for cells in periods.into_values() {
            let usual = median(cells.iter().map(|(_, cell)| cell.p95_nanos as f64));
            let Some(usual) = usual.filter(|usual| *usual > 0.0) else {
                continue;
            };
            let mut slots: BTreeMap<usize, (Vec<f64>, i64)> = BTreeMap::new();
            for (slot, cell) in cells {
                let (ratios, _) = slots.entry(slot).or_insert((Vec::new(), cell.unix_seconds));
                ratios.push(cell.p95_nanos as f64 / usual);
            }
            for (slot, (ratios, begin)) in slots {
                seen[slot].extend(median(ratios).map(|ratio| (ratio, begin)));
            }
        }
        self.judge(&seen)
    }

    fn judge(self, seen: &[Vec<(f64, i64)>]) -> Folded {
        let ratio_of = |seen: &Vec<(f64, i64)>| median(seen.iter().map(|(ratio, _)| *ratio));
        let ratios: Vec<Option<f64>> = seen.iter().map(ratio_of).collect();
        let middle = median(ratios.iter().copied().flatten()).unwrap_or(1.0);
        let differences = ratios.iter().flatten().map(|ratio| (ratio - middle).abs());
        let spread = median(differences).unwrap_or(0.0) * TO_DEVIATION;
        let spread = spread.max(LEAST_SPREAD);
        let slow = (0..).zip(seen).filter_map(|(slot, seen)| {
            let ratio = ratio_of(seen)?;
            let slow = seen.iter().filter(|(ratio, _)| *ratio >= LEAST_OFTEN);
            let examples: Vec<i64> = slow.map(|(_, begin)| *begin).collect();
            let often = examples.len() as f64 >= seen.len() as f64 * OFTEN;
            let stands_out = (ratio - middle) / spread >= LEAST_SCORE;
            let is_slow = seen.len() >= 2 && ratio >= LEAST_RATIO && often && stands_out;
            is_slow.then_some(Slow {
                slot,
                ratio,
                periods: seen.len(),
                slow_periods: examples.len(),
                examples,
            })
        });
        Folded {
            slow: slow.collect(),
            ratios,
        }
    }
}

/// Of an even number, the mean of the two in the middle.
fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    match values.len() % 2 {
        0 => Some((values.get(middle - 1)? + upper) / 2.0),
        _ => Some(upper),
    }
}
