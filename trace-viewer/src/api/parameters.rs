//! The parameters of a request, as they stand behind the `?`.

use serde::Deserialize;

/// Names and values, in the order in which they came.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Parameters(Vec<(String, String)>);

/// A parameter that is not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NotUnderstood(pub(super) String);

impl NotUnderstood {
    pub(super) fn new(name: &str, value: &str, expected: &str) -> Self {
        // The words may reach a terminal as they are.
        let visible = value
            .chars()
            .map(|char| if char.is_control() { ' ' } else { char });
        let shown: String = visible.take(80).collect();
        NotUnderstood(format!(
            "`{name}` is `{shown}`, where {expected} is expected"
        ))
    }
}

impl Parameters {
    /// The first value that has one of these names and is not empty.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        let found = self
            .0
            .iter()
            .find(|(name, value)| names.contains(&&**name) && !value.is_empty());
        found.map(|(_, value)| &**value)
    }

    /// All values of one name that are not empty.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self
            .0
            .iter()
            .filter(move |(other, value)| other == name && !value.is_empty());
        found.map(|(_, value)| &**value)
    }

    /// All names.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| &**name)
    }

    /// The value of the first of these names, read by `read`.
    pub(super) fn read<T>(
        &self,
        names: &[&str],
        expected: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, NotUnderstood> {
        let Some(value) = self.first(names) else {
            return Ok(None);
        };
        match read(value) {
            Some(value) => Ok(Some(value)),
            None => Err(NotUnderstood::new(
                names.first().copied().unwrap_or_default(),
                value,
                expected,
            )),
        }
    }

    /// A whole number that is not negative.
    pub(super) fn number(&self, names: &[&str]) -> Result<Option<u64>, NotUnderstood> {
        self.read(names, "a whole number", |value| value.parse().ok())
    }

    /// A duration as Go writes it, in nanoseconds.
    pub(super) fn duration(&self, names: &[&str]) -> Result<Option<u64>, NotUnderstood> {
        let expected = "a duration such as 1.5s, 100ms or 20us";
        self.read(names, expected, crate::query::duration::parse)
    }

    /// A JSON object of texts; numbers, `true` and `false` are taken as their texts.
    pub(super) fn texts(&self, names: &[&str]) -> Result<Vec<(String, String)>, NotUnderstood> {
        let read = |value: &str| {
            let object: serde_json::Map<_, _> = serde_json::from_str(value).ok()?;
            let text = |(key, value)| match value {
                serde_json::Value::String(text) => Some((key, text)),
                value @ (serde_json::Value::Number(_) | serde_json::Value::Bool(_)) => {
                    Some((key, value.to_string()))
                }
                _ => None,
            };
            object.into_iter().map(text).collect()
        };
        let expected = "a JSON object of texts such as {\"error\":\"true\"}";
        Ok(self.read(names, expected, read)?.unwrap_or_default())
    }
}
