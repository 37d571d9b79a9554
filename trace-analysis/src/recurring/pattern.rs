//! A stretch of time that is slow again and again.

use std::fmt;

use super::calendar::Moment;
use super::fold::Slow;

const DAYS: [&str; 7] = [
    "Mondays",
    "Tuesdays",
    "Wednesdays",
    "Thursdays",
    "Fridays",
    "Saturdays",
    "Sundays",
];

/// How many times at which it was slow are named.
const EXAMPLES: usize = 10;

/// A stretch of time in which an operation is slow again and again.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// When it comes back.
    pub pattern: Pattern,
    /// How many times slower than usual, in the median.
    pub ratio: f64,
    /// In how many weeks, days, months or hours it was seen.
    pub periods: usize,
    /// In how many of them it was slow.
    pub slow_periods: usize,
    /// Seen three times or more. What was seen twice is possible.
    pub certain: bool,
    /// When it was slow, the latest first, in seconds since 1970: at most ten times.
    pub examples: Vec<i64>,
}

/// When something comes back. Hours and minutes are those of the place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// Every day, from one hour to another (not included).
    Daily {
        /// The first hour.
        from: u8,
        /// The hour that ends it; 24 is midnight, and 26 two o'clock of the next day.
        to: u8,
    },
    /// On some days of the week, from one hour to another (not included).
    Weekly {
        /// The days on which it begins: the lowest bit is Monday.
        days: u8,
        /// The first hour.
        from: u8,
        /// The hour that ends it; 24 is midnight, and 26 two o'clock of the next day.
        to: u8,
    },
    /// On a day of each month.
    Monthly {
        /// The day, counted from 1.
        day: u8,
    },
    /// In some minutes of each hour.
    Hourly {
        /// The first minute.
        from: u8,
        /// The minute that ends it; 60 is the next hour, and 62 two minutes later.
        to: u8,
    },
}

impl Pattern {
    /// Whether a moment, in seconds since 1970, is one at which it comes back.
    /// `offset_seconds` is what must be added to universal time at that moment.
    ///
    /// ```
    /// use trace_analysis::Pattern;
    ///
    /// // Thursday, 1 January 1970, 23:30 and, the next day, 00:30.
    /// let night = Pattern::Weekly { days: 0b1000, from: 22, to: 25 };
    /// assert!(night.holds(23 * 3_600 + 1_800, 0) && night.holds(24 * 3_600 + 1_800, 0));
    /// assert!(!night.holds(1_800, 0));
    /// ```
    pub fn holds(self, unix_seconds: i64, offset_seconds: i64) -> bool {
        let moment = Moment::new(unix_seconds, offset_seconds);
        let (hour, minute) = (moment.hour() as u8, moment.minute() as u8);
        match self {
            Pattern::Daily { from, to } => {
                (from..to).contains(&hour) || (from..to).contains(&(hour + 24))
            }
            Pattern::Weekly { days, from, to } => {
                let begins = |day: usize| days >> day & 1 == 1;
                let (today, yesterday) = (moment.weekday(), (moment.weekday() + 6) % 7);
                (begins(today) && (from..to).contains(&hour))
                    || (begins(yesterday) && (from..to).contains(&(hour + 24)))
            }
            Pattern::Monthly { day } => moment.month_and_day().1 == usize::from(day),
            Pattern::Hourly { from, to } => {
                (from..to).contains(&minute) || (from..to).contains(&(minute + 60))
            }
        }
    }
}

impl Recurrence {
    /// Joins slots that stand for one pattern.
    pub(super) fn of(pattern: Pattern, slots: &[&Slow]) -> Self {
        let least = |of: fn(&Slow) -> usize| slots.iter().map(|slow| of(slow)).min();
        let periods = least(|slow| slow.periods).unwrap_or(0);
        let mut examples: Vec<i64> = (slots.iter())
            .flat_map(|slow| slow.examples.iter().copied())
            .collect();
        examples.sort_unstable_by(|one, other| other.cmp(one));
        examples.truncate(EXAMPLES);
        Recurrence {
            pattern,
            ratio: slots.iter().map(|slow| slow.ratio).fold(0.0, f64::max),
            periods,
            slow_periods: least(|slow| slow.slow_periods).unwrap_or(0),
            certain: periods >= 3,
            examples,
        }
    }
}

/// The end as a clock shows it: that of a day or an hour is told as 24 or 60.
fn within(to: u8, length: u8) -> u8 {
    if to > length { to - length } else { to }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Pattern::Daily { from, to } => {
                write!(f, "every day, {from:02}:00–{:02}:00", within(to, 24))
            }
            Pattern::Weekly { days, from, to } => {
                let named = (0..).zip(DAYS).filter(|(day, _)| days >> day & 1 == 1);
                let named: Vec<&str> = named.map(|(_, name)| name).collect();
                let to = within(to, 24);
                write!(f, "{}, {from:02}:00–{to:02}:00", named.join(", "))
            }
            Pattern::Monthly { day } => write!(f, "day {day} of the month"),
            Pattern::Hourly { from, to } => {
                write!(f, "every hour, minutes {from}–{}", within(to, 60))
            }
        }
    }
}

/// "slow again and again: Mondays, 09:00–10:00, 2.3 times the usual, in 7 of 8 weeks".
impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.pattern {
            Pattern::Daily { .. } => "days",
            Pattern::Weekly { .. } => "weeks",
            Pattern::Monthly { .. } => "months",
            Pattern::Hourly { .. } => "hours",
        };
        let sure = if self.certain { "" } else { "possibly " };
        let (slow, all) = (self.slow_periods, self.periods);
        write!(
            f,
            "{sure}slow again and again: {}, {:.1} times the usual, in {slow} of {all} {unit}",
            self.pattern, self.ratio
        )
    }
}
