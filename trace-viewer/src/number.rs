//! Numbers for people.

/// A count with its thousands apart: `12,345`.
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A duration: `850 ns`, `850 µs`, `2.31 ms`, `2,565 ms`. Milliseconds are the largest unit,
/// so that durations of one table compare at a glance; three digits are told.
///
/// ```
/// use trace_viewer::terminal::text::nanos;
///
/// assert_eq!(nanos(2_565_000_000), "2,565 ms");
/// assert_eq!(nanos(12_340_000), "12.3 ms");
/// assert_eq!(nanos(850_000), "850 µs");
/// ```
pub fn nanos(nanos: u64) -> String {
    match nanos {
        0..1_000 => format!("{nanos} ns"),
        1_000..1_000_000 => format!("{} µs", three_digits(nanos, 1_000)),
        _ => format!("{} ms", three_digits(nanos, 1_000_000)),
    }
}

fn three_digits(value: u64, unit: u64) -> String {
    let decimals = match value / unit {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    let scale = 10_u64.pow(decimals);
    let scaled = (u128::from(value) * u128::from(scale) + u128::from(unit / 2)) / u128::from(unit);
    let scaled = scaled as u64;
    let (whole, rest) = (scaled / scale, scaled % scale);
    if decimals == 0 || rest == 0 {
        return grouped(whole);
    }
    let digits = format!("{rest:0width$}", width = decimals as usize);
    format!("{}.{}", grouped(whole), digits.trim_end_matches('0'))
}

/// A share of a whole: `0.4 %`, `97 %`; `–` where the whole is nothing.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let of_whole = |parts: u128| {
        let (part, whole) = (u128::from(part), u128::from(whole));
        (part * parts + whole / 2) / whole
    };
    match of_whole(1_000) {
        0 if part > 0 => "< 0.1 %".to_owned(),
        tenths @ 1..100 if tenths % 10 != 0 => format!("{}.{} %", tenths / 10, tenths % 10),
        _ => format!("{} %", of_whole(100)),
    }
}

/// A number of bytes, in decimal units: `999 B`, `1.5 GB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [(u64, &str); 4] = [
        (1_000_000_000_000, "TB"),
        (1_000_000_000, "GB"),
        (1_000_000, "MB"),
        (1_000, "kB"),
    ];
    for (unit, name) in UNITS {
        if count >= unit {
            return format!("{} {name}", three_digits(count, unit));
        }
    }
    format!("{count} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_tell_three_digits() {
        let shown = [
            0,
            999,
            1_500,
            999_999,
            1_000_000,
            9_994_000,
            99_960_000,
            u64::MAX,
        ]
        .map(nanos);
        assert_eq!(
            shown,
            [
                "0 ns",
                "999 ns",
                "1.5 µs",
                "1,000 µs",
                "1 ms",
                "9.99 ms",
                "100 ms",
                "18,446,744,073,710 ms",
            ]
        );
    }

    #[test]
    fn shares_are_whole_percents_where_that_is_enough() {
        let shown = [
            (0, 7),
            (1, 10_000),
            (4, 1_000),
            (97, 100),
            (999, 1_000),
            (3, 0),
        ]
        .map(|(part, whole)| percent(part, whole));
        assert_eq!(shown, ["0 %", "< 0.1 %", "0.4 %", "97 %", "100 %", "–"]);
    }

    #[test]
    fn bytes_are_in_decimal_units() {
        let shown = [999, 1_500, 10_000_000_000].map(bytes);
        assert_eq!(shown, ["999 B", "1.5 kB", "10 GB"]);
    }
}
