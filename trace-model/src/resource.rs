//! Who produced a span, and which library recorded it.

use std::sync::Arc;

use crate::value::{Attribute, Value};

/// Who produced spans or log lines: a process, with its service name (OTLP `Resource`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Resource {
    /// What is said of it.
    pub attributes: Vec<Attribute>,
    /// How many attributes the sender left out.
    pub dropped_attributes: u32,
    /// The schema that the attributes follow; often empty.
    pub schema_url: Arc<str>,
}

impl Resource {
    /// The value of `key`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        find(&self.attributes, key)
    }

    /// `service.name`, or `unknown_service` where none was sent.
    pub fn service(&self) -> Arc<str> {
        match self.get("service.name") {
            Some(Value::Text(name)) if !name.is_empty() => name.clone(),
            _ => "unknown_service".into(),
        }
    }
}

/// The library that recorded spans or log lines (OTLP `InstrumentationScope`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scope {
    /// The name of the library.
    pub name: Arc<str>,
    /// The version of the library.
    pub version: Arc<str>,
    /// What is said of it.
    pub attributes: Vec<Attribute>,
    /// How many attributes the sender left out.
    pub dropped_attributes: u32,
    /// The schema that the scope's spans follow; often empty.
    pub schema_url: Arc<str>,
}

pub(crate) fn find<'a>(attributes: &'a [Attribute], key: &str) -> Option<&'a Value> {
    let found = attributes.iter().find(|attribute| &*attribute.key == key)?;
    Some(&found.value)
}
