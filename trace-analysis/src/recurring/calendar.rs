//! Hours and days of a place.

const DAY: i64 = 86_400;

/// A moment as a calendar and a clock on the wall show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Minutes of that place since 1970, as if its clock had never been changed.
    minutes: i64,
}

impl Moment {
    /// `offset_seconds` is what must be added to universal time at that moment.
    pub(super) fn new(unix_seconds: i64, offset_seconds: i64) -> Self {
        let seconds = unix_seconds.saturating_add(offset_seconds);
        Moment {
            minutes: seconds.div_euclid(60),
        }
    }

    pub(super) fn day(self) -> i64 {
        self.minutes.div_euclid(DAY / 60)
    }

    /// Weeks begin on Monday; 1 January 1970 was a Thursday.
    pub(super) fn week(self) -> i64 {
        (self.day() + 3).div_euclid(7)
    }

    /// 0 is Monday.
    pub(super) fn weekday(self) -> usize {
        (self.day() + 3).rem_euclid(7) as usize
    }

    pub(super) fn hours(self) -> i64 {
        self.minutes.div_euclid(60)
    }

    pub(super) fn hour(self) -> usize {
        self.hours().rem_euclid(24) as usize
    }

    pub(super) fn minute(self) -> usize {
        self.minutes.rem_euclid(60) as usize
    }

    /// The month, counted from year 0, and the day in it, counted from 1. The calendar is
    /// taken to begin on 1 March, so that a leap day is the last of its year; 400 years
    /// have 146,097 days.
    pub(super) fn month_and_day(self) -> (i64, usize) {
        let days = self.day() + 719_468;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        ((era * 400 + year) * 12 + month + 2, day as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn days_are_those_of_the_calendar() {
        // Friday 27 November 2026, 16:05 in UTC, 17:05 in Berlin.
        let moment = Moment::new(1_795_795_500, 3_600);
        assert_eq!(
            (moment.weekday(), moment.hour(), moment.minute()),
            (4, 17, 5)
        );
        let (month, day) = moment.month_and_day();
        assert_eq!((month, day), (2026 * 12 + 10, 27));
    }

    #[test]
    fn a_leap_day_is_in_february() {
        // 29 February 2024.
        let moment = Moment::new(1_709_164_800, 0);
        assert_eq!(moment.month_and_day(), (2024 * 12 + 1, 29));
        let next = Moment::new(1_709_251_200, 0);
        assert_eq!(next.month_and_day(), (2024 * 12 + 2, 1));
    }
}
