//! Reads single variables: what is missing, what is unusable, and what the
//! reader does about it.

use std::time::Duration;

use super::Warning;

/// Looks variables up and collects what was wrong with them.
///
/// An empty value means unset, as the specification asks.
pub(super) struct Reader<'a> {
    lookup: &'a dyn Fn(&str) -> Option<String>,
    warnings: Vec<Warning>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(lookup: &'a dyn Fn(&str) -> Option<String>) -> Self {
        Self {
            lookup,
            warnings: Vec::new(),
        }
    }

    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }

    pub(super) fn warn(&mut self, warning: Warning) {
        self.warnings.push(warning);
    }

    pub(super) fn text(&self, variable: &str) -> Option<String> {
        let value = (self.lookup)(variable)?;
        let value = value.trim();
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// The first of `variables` that is set, and which one it was: the form for
    /// one signal stands before the general one.
    pub(super) fn first(&self, variables: &[&'static str]) -> Option<(&'static str, String)> {
        variables
            .iter()
            .find_map(|&variable| Some((variable, self.text(variable)?)))
    }

    /// What `parse` makes of the first variable that is set; a value it
    /// refuses is a warning that says what `used` says.
    pub(super) fn parsed<T>(
        &mut self,
        variables: &[&'static str],
        expected: &str,
        used: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let (variable, value) = self.first(variables)?;
        let parsed = parse(&value);
        if parsed.is_none() {
            self.warn(Warning::unusable(variable, &value, expected, used));
        }
        parsed
    }

    /// Only `true`, in any case, is true; anything else is false, and worth a
    /// warning unless it says `false`.
    pub(super) fn boolean(&mut self, variables: &[&'static str]) -> Option<bool> {
        let (variable, value) = self.first(variables)?;
        if value.eq_ignore_ascii_case("true") {
            return Some(true);
        }
        if !value.eq_ignore_ascii_case("false") {
            self.warn(Warning::unusable(
                variable,
                &value,
                "neither `true` nor `false`",
                "`false` is used",
            ));
        }
        Some(false)
    }

    /// A number of milliseconds, above zero.
    pub(super) fn milliseconds(
        &mut self,
        variables: &[&'static str],
        default: Duration,
    ) -> Option<Duration> {
        let used = format!("{} is used", default.as_millis());
        self.parsed(
            variables,
            "not a number of milliseconds above zero",
            &used,
            |value| match value.parse() {
                Ok(0) | Err(_) => None,
                Ok(millis) => Some(Duration::from_millis(millis)),
            },
        )
    }

    pub(super) fn count(
        &mut self,
        variables: &[&'static str],
        smallest: usize,
        default: usize,
    ) -> Option<usize> {
        let expected = match smallest {
            0 => "not a whole number".to_owned(),
            _ => format!("not a whole number of at least {smallest}"),
        };
        self.parsed(
            variables,
            &expected,
            &format!("{default} is used"),
            |value| value.parse().ok().filter(|&count| count >= smallest),
        )
    }
}
