//! The fields of an event or a span, read once for whoever writes them.

use std::error::Error;
use std::fmt::{self, Write as _};

use trace_runtime::Counter;
use trace_runtime::integration::{contain, count};
use tracing::field::{Field, FieldSet, Visit};

/// What is written in place of a value whose `Debug` panicked.
const PANICKED: &str = "<panicked>";

/// Sources beyond this depth are left out of the text of an error.
const MAX_SOURCES: usize = 16;

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FieldValue<'a> {
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
    fn take(&mut self, name: &'static str, value: FieldValue<'_>);
}

/// Hands the recorded fields to `to`.
///
/// Each value is rendered before `to` sees it, so that a `Debug` that panics,
/// fails, never ends or logs by itself finds nothing half-written and nothing
/// locked. Of two fields of one name, the first counts.
pub(crate) struct FieldReader<'a, T> {
    pub(crate) to: &'a mut T,
    pub(crate) names: &'static FieldSet,
    /// Where a value is rendered.
    pub(crate) text: &'a mut String,
    /// A longer text is cut; bytes.
    pub(crate) limit: usize,
}

impl<T: TakeField> FieldReader<'_, T> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        if !self.is_repeated(field) {
            self.to.take(field.name(), value);
        }
    }

    fn is_repeated(&self, field: &Field) -> bool {
        let before = self.names.iter().take(field.index());
        before
            .map(|other| other.name())
            .any(|name| name == field.name())
    }

    fn render(&mut self, field: &Field, write: impl FnOnce(&mut Cut<'_>) -> fmt::Result) {
        if self.is_repeated(field) {
            return;
        }
        self.text.clear();
        let mut cut = Cut {
            text: self.text,
            limit: self.limit,
            is_cut: false,
        };
        // A `fmt::Error` leaves what was written so far.
        if contain(|| write(&mut cut).is_ok()).is_none() {
            count(Counter::AttributePanics);
            self.text.clear();
            self.text.push_str(PANICKED);
        }
        self.to.take(field.name(), FieldValue::Text(self.text));
    }
}

impl<T: TakeField> Visit for FieldReader<'_, T> {
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.take(field, FieldValue::Bool(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.take(field, FieldValue::I64(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.take(field, FieldValue::U64(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.take(field, FieldValue::F64(value));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if value.len() <= self.limit {
            self.take(field, FieldValue::Text(value));
        } else {
            self.render(field, |to| to.write_str(value));
        }
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.render(field, |to| {
            write!(to, "{value}")?;
            let mut source = value.source();
            for _ in 0..MAX_SOURCES {
                let Some(error) = source else { break };
                write!(to, ": {error}")?;
                source = error.source();
            }
            Ok(())
        });
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.render(field, |to| write!(to, "{value:?}"));
    }
}

/// A text that stops growing at its limit, and says so by its end.
struct Cut<'a> {
    text: &'a mut String,
    limit: usize,
    is_cut: bool,
}

impl fmt::Write for Cut<'_> {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        let room = self.limit.saturating_sub(self.text.len());
        if !self.is_cut && part.len() <= room {
            self.text.push_str(part);
            return Ok(());
        }
        if !self.is_cut {
            self.is_cut = true;
            self.text.push_str(&part[..part.floor_char_boundary(room)]);
            self.text.push('\u{2026}');
        }
        Err(fmt::Error) // ends the formatting early: nothing more would fit
    }
}
