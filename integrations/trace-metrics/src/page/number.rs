//! Numbers as text.

use std::fmt;

use crate::families::valid;

/// A number with a fraction. Whole ones end in `.0`: so the bounds of buckets are
/// written in OpenMetrics.
pub(super) struct Canonical(pub(super) f64);

/// The same, but for whole numbers, which have no fraction: so Prometheus writes them.
pub(super) struct Short(pub(super) f64);

impl fmt::Display for Canonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match endless(self.0) {
            Some(word) => f.write_str(word),
            None => write!(f, "{:?}", self.0),
        }
    }
}

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match endless(self.0) {
            Some(word) => f.write_str(word),
            None => write!(f, "{}", self.0),
        }
    }
}

fn endless(value: f64) -> Option<&'static str> {
    match value {
        f64::INFINITY => Some("+Inf"),
        f64::NEG_INFINITY => Some("-Inf"),
        value if value.is_nan() => Some("NaN"),
        _ => None,
    }
}

/// Text in quotes, in both forms: of a label, and of help where quotes are escaped too.
pub(super) fn quoted(text: &str) -> String {
    escaped(text).replace('"', "\\\"")
}

/// The text of help where it is not in quotes.
pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n")
}

/// Labels in braces; nothing if there are none.
pub(super) struct Labels<'a>(
    pub(super) &'a [(&'static str, String)],
    pub(super) Option<(&'static str, String)>,
);

impl fmt::Display for Labels<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = self.0.iter();
        let labels = labels.map(|(name, value)| (valid(name, false), value.as_str()));
        let last = self.1.iter();
        let last = last.map(|(name, value)| (valid(name, false), value.as_str()));
        let mut before = "{";
        for (name, value) in labels.chain(last) {
            write!(f, "{before}{name}=\"{}\"", quoted(value))?;
            before = ",";
        }
        match before {
            "{" => Ok(()),
            _ => f.write_str("}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_each_form_has_them() {
        for (value, canonical, short) in [
            (0.005, "0.005", "0.005"),
            (1.0, "1.0", "1"),
            (2.5, "2.5", "2.5"),
            (f64::INFINITY, "+Inf", "+Inf"),
            (f64::NEG_INFINITY, "-Inf", "-Inf"),
            (f64::NAN, "NaN", "NaN"),
        ] {
            assert_eq!(Canonical(value).to_string(), canonical);
            assert_eq!(Short(value).to_string(), short);
        }
    }

    #[test]
    fn no_value_of_a_label_ends_it() {
        let labels = [("a.b", "\"\\\n}".to_owned())];
        let shown = Labels(&labels, Some(("le", "1".to_owned()))).to_string();
        assert_eq!(shown, r#"{a_b="\"\\\n}",le="1"}"#);
        assert_eq!(Labels(&[], None).to_string(), "");
    }
}
