//! What fields hold, and who takes them.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FieldValue<'a> {
    #[cfg_attr(not(feature = "log"), expect(dead_code, reason = "of records alone"))]
    Null,
    Bool(bool),
    I64(i64),
    U64(u64),
    F64(f64),
    Text(&'a str),
}

impl FieldValue<'_> {
    /// Appends the value as people read it, without quotes.
    pub(crate) fn push_text(self, to: &mut String) {
        // Writing to a `String` does not fail.
        let _ = match self {
            FieldValue::Null => to.write_str("null"),
            FieldValue::Bool(value) => write!(to, "{value}"),
            FieldValue::I64(value) => write!(to, "{value}"),
            FieldValue::U64(value) => write!(to, "{value}"),
            // `Display` would write out all digits of 1e300.
            FieldValue::F64(value) => write!(to, "{value:?}"),
            FieldValue::Text(text) => to.write_str(text),
        };
    }
}

/// Takes fields one by one. No two have the same name.
pub(crate) trait TakeField {
    /// Whether the message of an event has a place of its own, apart from the
    /// fields: then a second one is a field.
    const HAS_MESSAGE: bool;

    /// Names that no field can have.
    const OURS: &[&str] = &[];

    fn message(&mut self, value: FieldValue<'_>);

    fn take(&mut self, name: Cow<'static, str>, value: FieldValue<'_>);
}
