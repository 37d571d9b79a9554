//! Durations in words.

/// A duration as sentences say it: whole milliseconds, with a comma between thousands, below ten
/// with their tenth; below one millisecond microseconds, below one microsecond nanoseconds.
///
/// ```
/// use trace_analysis::duration;
///
/// assert_eq!(duration(2_500_000_000), "2,500 ms");
/// assert_eq!(duration(2_310_000), "2.3 ms");
/// assert_eq!(duration(850_300), "850 µs");
/// assert_eq!(duration(42), "42 ns");
/// ```
pub fn duration(nanos: u64) -> String {
    const MICRO: u64 = 1_000;
    const MILLI: u64 = 1_000_000;
    let rounded = |unit: u64| nanos / unit + u64::from(nanos % unit >= unit / 2);
    let tenths = rounded(MILLI / 10);
    if rounded(MICRO) >= MICRO && tenths < 100 && tenths % 10 != 0 {
        format!("{}.{} ms", tenths / 10, tenths % 10)
    } else if rounded(MICRO) >= MICRO {
        format!("{} ms", thousands(rounded(MILLI).max(1)))
    } else if nanos >= MICRO {
        format!("{} µs", rounded(MICRO))
    } else {
        format!("{nanos} ns")
    }
}

/// `part` of `whole`, in whole percent.
pub(crate) fn percent(part: u64, whole: u64) -> u64 {
    let (part, whole) = (u128::from(part), u128::from(whole.max(1)));
    ((part * 200 + whole) / (whole * 2)) as u64
}

/// A count of things, with the noun in the right number.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{} {noun}", thousands(number))
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::{count, duration, percent};

    #[test]
    fn durations_are_rounded_to_the_unit_that_fits() {
        let said = [
            (0, "0 ns"),
            (999, "999 ns"),
            (1_000, "1 µs"),
            (999_499, "999 µs"),
            (999_500, "1 ms"),
            (1_049_999, "1 ms"),
            (1_499_999, "1.5 ms"),
            (9_949_999, "9.9 ms"),
            (9_950_000, "10 ms"),
            (12_340_000, "12 ms"),
            (2_565_000_000, "2,565 ms"),
            (3_600_000_000_000, "3,600,000 ms"),
            (u64::MAX, "18,446,744,073,710 ms"),
        ];
        for (nanos, text) in said {
            assert_eq!(duration(nanos), text);
        }
    }

    #[test]
    fn percents_are_rounded_and_nothing_has_none() {
        assert_eq!(percent(2_500, 2_565), 97);
        assert_eq!(percent(1, 200), 1);
        assert_eq!(percent(0, 0), 0);
        assert_eq!(percent(u64::MAX, u64::MAX), 100);
    }

    #[test]
    fn one_call_is_one_call() {
        assert_eq!(count(1, "call", "calls"), "1 call");
        assert_eq!(count(1_200, "call", "calls"), "1,200 calls");
    }
}
