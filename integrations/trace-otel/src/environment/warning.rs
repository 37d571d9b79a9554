//! What is said of a variable that cannot be used.

use std::fmt;

/// A variable that could not be used as it was written.
///
/// Its text names the variable, the value, and what is used instead. It never
/// holds the value of a header or the password of a URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    variable: &'static str,
    text: String,
}

impl Warning {
    /// The name of the variable that could not be used.
    #[must_use]
    pub fn variable(&self) -> &'static str {
        self.variable
    }

    pub(crate) fn new(variable: &'static str, text: String) -> Self {
        Self { variable, text }
    }

    /// `VARIABLE="value" is <what>; <used>`.
    pub(super) fn unusable(variable: &'static str, value: &Unusable, used: &str) -> Self {
        let Unusable { shown, what } = value;
        // `{:?}` escapes: a value can forge no second line.
        Self::new(variable, format!("{variable}={shown:?} is {what}; {used}"))
    }

    /// `VARIABLE: "names" is not among <known>; <used>`, for a list.
    pub(crate) fn not_among(variable: &'static str, names: &str, known: &str, used: &str) -> Self {
        let names = shortened(names);
        Self::new(
            variable,
            format!("{variable}: {names:?} is not among {known}; {used}"),
        )
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A value that cannot be used.
pub(super) struct Unusable {
    /// What may be shown of it.
    pub(super) shown: String,
    /// What it is, as in `not a log level`.
    pub(super) what: String,
}

impl Unusable {
    pub(super) fn new(value: &str, what: impl Into<String>) -> Self {
        Self {
            shown: shortened(value),
            what: what.into(),
        }
    }
}

/// At most 100 characters of `value`.
pub(crate) fn shortened(value: &str) -> String {
    match value.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}
