//! Where in the code a span was made: the attributes `code.*` of the semantic
//! conventions.

use trace_runtime::Value;
use trace_runtime::exporter::{Callsite, SpanRecord};

/// What all of them begin with.
const PREFIX: &str = "code.";

/// The attributes of a traced function's place. Spans that are named at run time have none: their name
/// stands where they are made. Nor has a callsite that declares one of them itself.
pub(crate) fn attributes(callsite: &'static Callsite) -> Option<[(&'static str, Value); 3]> {
    let is_declared = callsite.keys().iter().any(|key| key.starts_with(PREFIX));
    if callsite.function().is_empty() || is_declared {
        return None;
    }
    let function = match callsite.target() {
        "" => callsite.function().to_owned(),
        module => format!("{module}::{}", callsite.function()),
    };
    Some([
        ("code.function.name", function.into()),
        ("code.file.path", callsite.file().into()),
        ("code.line.number", i64::from(callsite.line()).into()),
    ])
}

/// Whether the code has set such an attribute itself, at run time.
pub(crate) fn is_said_by(span: &SpanRecord<'_>) -> bool {
    let mut keys = span.late_attributes().keys();
    keys.any(|key| key.starts_with(PREFIX.as_bytes()))
}
