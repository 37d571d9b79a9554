//! Who produced the spans.

use std::env;
use std::path::Path;

use crate::value::{Key, Value};

/// Attributes of the program that produces spans, the same for all of them.
///
/// `service.name` is always there, `unknown_service:` and the name of the
/// program unless it is set, and so is `telemetry.sdk.*`, as the OpenTelemetry
/// specification asks.
///
/// ```
/// use trace_runtime::{Resource, Value};
///
/// let resource = Resource::service("checkout").with("service.version", "1.4.2");
/// assert_eq!(resource.get("service.name"), Some(&Value::from("checkout")));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    attributes: Vec<(Key, Value)>,
}

impl Resource {
    /// The resource of a service.
    pub fn service(name: impl Into<Value>) -> Self {
        let resource = Resource {
            attributes: Vec::new(),
        };
        resource
            .with("service.name", name)
            .with("telemetry.sdk.name", "trace-runtime")
            .with("telemetry.sdk.language", "rust")
            .with("telemetry.sdk.version", env!("CARGO_PKG_VERSION"))
    }

    /// Sets an attribute; of two with the same key, the last stays.
    #[must_use]
    pub fn with(mut self, key: impl Into<Key>, value: impl Into<Value>) -> Self {
        let (key, value) = (key.into(), value.into());
        match self.attributes.iter_mut().find(|(have, _)| *have == key) {
            Some((_, old)) => *old = value,
            None => self.attributes.push((key, value)),
        }
        self
    }

    /// The value of an attribute.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.attributes
            .iter()
            .find_map(|(have, value)| (have == key).then_some(value))
    }

    /// The attributes of the resource, in the order in which they were set.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.attributes.iter().map(|(key, value)| (&**key, value))
    }
}

/// `unknown_service:` and the name of the program.
impl Default for Resource {
    fn default() -> Self {
        let program = env::args_os().next().unwrap_or_default();
        let name = match Path::new(&program).file_stem() {
            Some(stem) => format!("unknown_service:{}", stem.to_string_lossy()),
            None => "unknown_service".to_owned(),
        };
        Resource::service(name)
    }
}

/// Which library made the spans: this one, as far as OpenTelemetry is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InstrumentationScope {
    name: &'static str,
    version: &'static str,
}

impl InstrumentationScope {
    pub(crate) const OURS: InstrumentationScope = InstrumentationScope {
        name: "trace-runtime",
        version: env!("CARGO_PKG_VERSION"),
    };

    /// The name of the library.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The version of the library.
    pub fn version(&self) -> &'static str {
        self.version
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_without_a_name_is_named_after_its_program() {
        let name = Resource::default();
        let name = name.get("service.name").and_then(Value::as_str).unwrap();
        assert!(name.starts_with("unknown_service:trace_runtime"), "{name}");
    }

    #[test]
    fn the_last_value_of_a_key_stays_in_its_place() {
        let resource = Resource::service("a")
            .with("x", 1)
            .with("service.name", "b");
        let keys: Vec<_> = resource
            .attributes()
            .map(|(key, _)| key.to_owned())
            .collect();
        assert_eq!(keys[0], "service.name");
        assert_eq!(keys.len(), 5);
        assert_eq!(resource.get("service.name"), Some(&Value::from("b")));
    }
}
