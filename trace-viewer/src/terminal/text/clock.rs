//! Days and times, in UTC.

use std::fmt;

const NANOS_A_SECOND: u64 = 1_000_000_000;
const SECONDS_A_DAY: u64 = 86_400;

/// A day of the calendar, counted since 1970, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub u64);

impl Day {
    /// The day of a time in nanoseconds since 1970.
    pub fn of(unix_nanos: u64) -> Self {
        Day(unix_nanos / NANOS_A_SECOND / SECONDS_A_DAY)
    }

    /// Year, month and day of the month in the Gregorian calendar.
    ///
    /// Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`,
    /// for days from 1970 on.
    fn civil(self) -> (u64, u64, u64) {
        let days = self.0.saturating_add(719_468);
        let (era, of_era) = (days / 146_097, days % 146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        (year + era * 400 + u64::from(month <= 2), month, day)
    }
}

/// The form of ISO 8601: `2026-11-27`.
impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// The time of the day: `14:02:11.512`.
pub fn time_of_day(unix_nanos: u64) -> String {
    let millis = unix_nanos / 1_000_000;
    let seconds = millis / 1_000 % SECONDS_A_DAY;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!(
        "{hours:02}:{minutes:02}:{:02}.{:03}",
        seconds % 60,
        millis % 1_000
    )
}

/// Day and time: `2026-11-27 14:02:11.512`.
pub fn date(unix_nanos: u64) -> String {
    format!("{} {}", Day::of(unix_nanos), time_of_day(unix_nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        let days = [0, 59, 11_016, 19_782, 20_784].map(|day| Day(day).to_string());
        assert_eq!(
            days,
            [
                "1970-01-01",
                "1970-03-01",
                "2000-02-29",
                "2024-02-29",
                "2026-11-27"
            ]
        );
    }

    #[test]
    fn times_at_both_ends_are_shown() {
        assert_eq!(date(0), "1970-01-01 00:00:00.000");
        assert_eq!(date(u64::MAX), "2554-07-21 23:34:33.709");
    }
}
