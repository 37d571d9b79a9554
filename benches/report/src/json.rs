//! What programs here print: flat objects of JSON, one a line.

use serde_json::{Map, Value};

/// An object, with the line that it was read from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Object {
    entries: Map<String, Value>,
    line: String,
}

impl Object {
    /// The object in a line of text.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub(crate) fn parse(line: &str) -> Result<Object, String> {
        let line = line.trim();
        let entries = serde_json::from_str(line).map_err(|error| format!("{error}: {line}"))?;
        Ok(Object {
            entries,
            line: line.to_owned(),
        })
    }

    /// The line that it was read from.
    pub(crate) fn line(&self) -> &str {
        &self.line
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.entries.get(key)?.as_str()
    }

    pub(crate) fn number(&self, key: &str) -> Option<f64> {
        self.entries.get(key)?.as_f64()
    }

    pub(crate) fn is_true(&self, key: &str) -> bool {
        self.entries.get(key) == Some(&Value::Bool(true))
    }

    /// The numbers whose keys begin so, by the rest of the key.
    pub(crate) fn numbers<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, f64)> {
        let entries = self.entries.iter();
        entries.filter_map(move |(key, value)| Some((key.strip_prefix(prefix)?, value.as_f64()?)))
    }
}
