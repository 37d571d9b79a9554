//! Minimum, median and maximum, and how they are written.

use std::fmt;

/// Of several measurements of one thing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spread {
    pub(crate) min: f64,
    pub(crate) median: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` if nothing was measured.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Spread> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        let (&min, &max, &upper) = (values.first()?, values.last()?, values.get(middle)?);
        let lower = *values.get(middle.saturating_sub(1))?;
        let even = values.len().is_multiple_of(2);
        Some(Spread {
            min,
            median: if even { (lower + upper) / 2.0 } else { upper },
            max,
        })
    }
}

/// `median (min – max)`.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [median, min, max] = [self.median, self.min, self.max].map(short);
        write!(f, "{median} ({min} – {max})")
    }
}

/// `of` as a part of `reference`, each net of what is in `empty`.
///
/// `None` where the reference by itself is within the noise of the empty work:
/// a tenth of it.
pub(crate) fn ratio(of: f64, reference: f64, empty: f64) -> Option<f64> {
    let net = reference - empty;
    (net > empty.abs() / 10.0).then(|| (of - empty) / net)
}

/// A number with three digits that count, or all before the point.
pub(crate) fn short(number: f64) -> String {
    let size = number.abs();
    if size >= 100.0 {
        grouped(number)
    } else if size >= 10.0 {
        format!("{number:.1}")
    } else if size >= 0.005 {
        format!("{number:.2}")
    } else {
        "0".to_owned()
    }
}

/// Whole, with a comma after each three digits.
fn grouped(number: f64) -> String {
    let digits = format!("{:.0}", number.abs());
    let mut text = String::new();
    if number < 0.0 {
        text.push('-');
    }
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        let spread = |values: &[f64]| Spread::of(values.iter().copied());
        let of = |min, median, max| Some(Spread { min, median, max });
        assert_eq!(spread(&[]), None);
        assert_eq!(spread(&[3.0]), of(3.0, 3.0, 3.0));
        assert_eq!(spread(&[4.0, 1.0]), of(1.0, 2.5, 4.0));
        assert_eq!(spread(&[9.0, 1.0, 5.0]), of(1.0, 5.0, 9.0));
        assert_eq!(spread(&[8.0, 2.0, 4.0, 6.0]), of(2.0, 5.0, 8.0));
    }

    #[test]
    fn ratios_are_net_of_the_empty_program() {
        assert_eq!(ratio(30.0, 50.0, 10.0), Some(0.5));
        assert_eq!(ratio(5.0, 50.0, 0.0), Some(0.1));
        assert_eq!(ratio(102.0, 109.0, 100.0), None, "noise");
        assert_eq!(ratio(102.0, 90.0, 100.0), None);
    }

    #[test]
    fn numbers_are_short() {
        for (number, text) in [
            (0.0, "0"),
            (0.001, "0"),
            (0.126, "0.13"),
            (2.5, "2.50"),
            (23.456, "23.5"),
            (999.6, "1,000"),
            (1_234_567.8, "1,234,568"),
            (-1234.0, "-1,234"),
            (-2.5, "-2.50"),
        ] {
            assert_eq!(short(number), text);
        }
        let spread = Spread::of([1.0, 20.0, 3000.0]).expect("three");
        assert_eq!(spread.to_string(), "20.0 (1.00 – 3,000)");
    }
}
