//! The time of a line: RFC 3339, UTC, microseconds.

use std::time::{SystemTime, UNIX_EPOCH};

/// A point in time, as far as a line shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timestamp {
    /// Since 1970; negative before.
    seconds: i64,
    micros: u32,
}

impl Timestamp {
    pub(crate) fn now() -> Self {
        // A clock set before 1970 gives 1970, not a panic.
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp {
            seconds: i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            micros: since.subsec_micros(),
        }
    }

    /// `2026-11-21T11:46:56.012345Z`
    pub(crate) fn push_rfc3339(self, to: &mut String) {
        let (year, month, day) = civil(self.seconds.div_euclid(86_400));
        let mut text = *b"0000-00-00T";
        match u32::try_from(year) {
            Ok(year @ 0..=9999) => set_digits(&mut text[..4], year),
            // No clock is set to such a year; RFC 3339 has none for it.
            _ => set_digits(&mut text[..4], 0),
        }
        set_digits(&mut text[5..7], month);
        set_digits(&mut text[8..10], day);
        push_ascii(to, &text);
        self.push_time_of_day(to);
        to.push('Z');
    }

    /// `11:46:56.012345`
    pub(crate) fn push_time_of_day(self, to: &mut String) {
        let second = self.seconds.rem_euclid(86_400) as u32;
        let mut text = *b"00:00:00.000000";
        set_digits(&mut text[..2], second / 3600);
        set_digits(&mut text[3..5], second / 60 % 60);
        set_digits(&mut text[6..8], second % 60);
        set_digits(&mut text[9..], self.micros);
        push_ascii(to, &text);
    }
}

/// The last digits of `number`, with zeros in front.
fn set_digits(text: &mut [u8], mut number: u32) {
    for digit in text.iter_mut().rev() {
        *digit = b'0' + (number % 10) as u8;
        number /= 10;
    }
}

fn push_ascii(to: &mut String, text: &[u8]) {
    to.push_str(str::from_utf8(text).unwrap_or_default());
}

/// Year, month and day of a day counted from 1970-01-01.
///
/// Years are counted from March, so that the leap day comes last, and in eras
/// of 400 years, which all have the same number of days.
fn civil(days: i64) -> (i64, u32, u32) {
    const DAYS_OF_ERA: i64 = 146_097;
    /// From 0000-03-01 to 1970-01-01.
    const EPOCH: i64 = 719_468;

    let days = days.saturating_add(EPOCH);
    let era = days.div_euclid(DAYS_OF_ERA);
    let day = days.rem_euclid(DAYS_OF_ERA);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    // Five months, from March on, have 153 days; so have the next five.
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = match month {
        0..10 => (year, month + 3),
        _ => (year + 1, month - 9),
    };
    (era * 400 + year, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(seconds: i64, micros: u32) -> String {
        let mut to = String::new();
        Timestamp { seconds, micros }.push_rfc3339(&mut to);
        to
    }

    #[test]
    fn known_times() {
        assert_eq!(text(0, 0), "1970-01-01T00:00:00.000000Z");
        assert_eq!(text(951_782_399, 999_999), "2000-02-28T23:59:59.999999Z");
        assert_eq!(text(951_782_400, 1), "2000-02-29T00:00:00.000001Z");
        assert_eq!(text(4_107_542_400, 0), "2100-03-01T00:00:00.000000Z");
        assert_eq!(text(1_795_261_616, 12_345), "2026-11-21T11:46:56.012345Z");
        assert_eq!(text(-1, 0), "1969-12-31T23:59:59.000000Z");
    }

    #[test]
    fn days_follow_each_other() {
        let mut before = civil(-1_000_000);
        for day in -999_999..1_000_000 {
            let this = civil(day);
            let next_day = (this.0, this.1) == (before.0, before.1) && this.2 == before.2 + 1;
            let next_month = this.2 == 1
                && (28..=31).contains(&before.2)
                && this.0 * 12 + i64::from(this.1) == before.0 * 12 + i64::from(before.1) + 1;
            assert!(next_day || next_month, "{before:?} {this:?}");
            before = this;
        }
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        for seconds in [i64::MAX, i64::MIN, 253_402_300_800] {
            assert!(
                text(seconds, 0).starts_with("0000-"),
                "{}",
                text(seconds, 0)
            );
        }
        assert!(text(253_402_300_799, 0).starts_with("9999-12-31"));
    }
}
