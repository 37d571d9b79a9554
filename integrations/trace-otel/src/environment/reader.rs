//! Reads single variables: what is missing, what is unusable, and what is used
//! instead.

use std::time::Duration;

use super::warning::{Unusable, Warning};

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

    /// Tells of a variable that is known and changes nothing here.
    pub(super) fn without_effect(&mut self, variable: &'static str, why: &str) {
        if self.text(variable).is_some() {
            let text = format!("{variable} has no effect: {why}");
            self.warn(Warning::new(variable, text));
        }
    }

    /// What the first of `variables` that is set and can be used says, and which
    /// one it was: the form for one signal stands before the general one, which is
    /// used in its place where it cannot be. A warning for each that is passed
    /// over; after the last of them, what is used is the `default`.
    pub(super) fn usable<T>(
        &mut self,
        variables: &[&'static str],
        default: &str,
        mut parse: impl FnMut(&str) -> Result<T, Unusable>,
    ) -> Option<(&'static str, T)> {
        let texts = variables.iter().map(|&name| Some((name, self.text(name)?)));
        let set: Vec<_> = texts.flatten().collect();
        for (at, (variable, value)) in set.iter().enumerate() {
            match parse(value) {
                Ok(parsed) => return Some((variable, parsed)),
                Err(unusable) => {
                    let used = match set.get(at + 1) {
                        Some((next, _)) => format!("{next} is used"),
                        None => default.to_owned(),
                    };
                    self.warn(Warning::unusable(variable, &unusable, &used));
                }
            }
        }
        None
    }

    /// Does what [`usable`](Self::usable) does, where `parse` has nothing to say about what it
    /// refuses but that it is not what was `expected`.
    pub(super) fn parsed<T>(
        &mut self,
        variables: &[&'static str],
        expected: &str,
        default: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let parse = |value: &str| parse(value).ok_or_else(|| Unusable::new(value, expected));
        self.usable(variables, default, parse)
            .map(|(_, parsed)| parsed)
    }

    /// One of some `words`, in any case.
    pub(super) fn word<T: Copy>(
        &mut self,
        variables: &[&'static str],
        words: &[(&str, T)],
        expected: &str,
        default: &str,
    ) -> Option<T> {
        self.parsed(variables, expected, default, |value| {
            let mut words = words.iter();
            let found = words.find(|(word, _)| value.eq_ignore_ascii_case(word));
            found.map(|(_, meaning)| *meaning)
        })
    }

    /// False unless it says `true`.
    pub(super) fn boolean(&mut self, variables: &[&'static str]) -> bool {
        let words = [("true", true), ("false", false)];
        let expected = "neither `true` nor `false`";
        self.word(variables, &words, expected, "`false` is used")
            .unwrap_or(false)
    }

    /// A number of milliseconds to wait before something is done: zero is at once.
    pub(super) fn delay(&mut self, variable: &'static str, default: Duration) -> Duration {
        self.milliseconds(&[variable], default)
    }

    /// A number of milliseconds that something may take: zero is no limit.
    pub(super) fn timeout(&mut self, variables: &[&'static str], default: Duration) -> Duration {
        match self.milliseconds(variables, default) {
            Duration::ZERO => Duration::MAX,
            timeout => timeout,
        }
    }

    fn milliseconds(&mut self, variables: &[&'static str], default: Duration) -> Duration {
        let used = format!("{} is used", default.as_millis());
        let expected = "not a whole number of milliseconds";
        self.parsed(variables, expected, &used, |value| {
            value.parse().ok().map(Duration::from_millis)
        })
        .unwrap_or(default)
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
