//! Durations as people and Go write them: `1h2m`, `1.5s`, `100ms`, `20us`.

/// Each unit, from the longest, with its nanoseconds.
const UNITS: [(&str, u64); 6] = [
    ("h", 3_600_000_000_000),
    ("m", 60_000_000_000),
    ("s", 1_000_000_000),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
];

/// Reads a duration, in nanoseconds. A part of a nanosecond is left out.
///
/// The syntax is that of Go's `time.ParseDuration`, without a sign: numbers with their units,
/// in any order. Days (`d`) are not known there either.
///
/// ```
/// use trace_viewer::query::duration;
///
/// assert_eq!(duration::parse("1.5ms"), Some(1_500_000));
/// assert_eq!(duration::parse("1m30s"), Some(90_000_000_000));
/// assert_eq!(duration::parse("2µs"), Some(2_000));
/// assert_eq!(duration::parse("0"), Some(0));
/// assert_eq!(duration::parse("10"), None);
/// ```
pub fn parse(text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    let mut rest = text;
    let mut total = 0_u64;
    loop {
        let number_end = rest.find(|char: char| char != '.' && !char.is_ascii_digit())?;
        let (number, behind) = rest.split_at(number_end);
        let unit_end = behind
            .find(|char: char| char == '.' || char.is_ascii_digit())
            .unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(unit_end);
        total = total.checked_add(times(number, nanos(unit)?)?)?;
        if behind.is_empty() {
            return Some(total);
        }
        rest = behind;
    }
}

/// Writes a duration with the longest unit of which it is a whole number.
///
/// ```
/// assert_eq!(trace_viewer::query::duration::write(1_500_000_000), "1500ms");
/// assert_eq!(trace_viewer::query::duration::write(120_000_000_000), "2m");
/// ```
pub fn write(nanos: u64) -> String {
    let fits = |unit: &&(&str, u64)| nanos.is_multiple_of(unit.1);
    match UNITS.iter().find(fits) {
        Some((unit, size)) if nanos > 0 => format!("{}{unit}", nanos / size),
        _ => format!("{nanos}ns"),
    }
}

fn nanos(unit: &str) -> Option<u64> {
    // Two characters of Unicode look like the Greek letter.
    let unit = match unit {
        "µs" | "μs" => "us",
        unit => unit,
    };
    let found = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some(found.1)
}

/// A decimal number of units, exactly.
fn times(number: &str, unit: u64) -> Option<u64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole: u64 = if whole.is_empty() {
        0
    } else {
        whole.parse().ok()?
    };
    let mut nanos = whole.checked_mul(unit)?;
    let mut unit = u128::from(unit);
    let (mut digits, mut scale) = (0_u128, 1_u128);
    // A nanosecond in an hour is the thirteenth digit.
    for digit in fraction.chars() {
        let digit = digit.to_digit(10)?;
        if scale < 10_000_000_000_000 {
            digits = digits * 10 + u128::from(digit);
            scale *= 10;
        }
    }
    unit = unit * digits / scale;
    nanos = nanos.checked_add(u64::try_from(unit).ok()?)?;
    Some(nanos)
}
