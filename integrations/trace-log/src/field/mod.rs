//! The fields of an event or a span, read once for whoever writes them.

#[cfg(feature = "log")]
pub(crate) mod key_values;
mod log_records;
mod names;
mod render;
mod value;

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Write as _};

use tracing::Event;
use tracing::field::{Field, FieldSet, Visit};

#[cfg(feature = "log")]
use key_values::KeyValue;
use names::Names;

pub(crate) use log_records::target;
pub(crate) use render::{Cut, VALUE_LIMIT, render};
pub(crate) use value::{FieldValue, TakeField};

/// Sources beyond this depth are left out of the text of an error.
const MAX_SOURCES: usize = 16;

/// Hands the fields of an event to `to`; those of the record, if it is one of the
/// `log` crate.
pub(crate) fn read_event<T: TakeField>(
    event: &Event<'_>,
    to: &mut T,
    text: &mut String,
    limit: usize,
) {
    let mut reader = FieldReader::new(to, event.metadata().fields(), text, limit);
    reader.is_record = log_records::is_record(event);
    event.record(&mut reader);
    #[cfg(feature = "log")]
    if reader.is_record {
        reader.take_key_values(&key_values::current());
    }
}

/// Hands the recorded fields to where they go.
///
/// Each value is rendered before anybody sees it, so that a `Debug` that panics,
/// fails, never ends or logs by itself finds nothing half-written and nothing
/// locked.
pub(crate) struct FieldReader<'a, T> {
    placement: Placement<'a, T>,
    /// Where a value is rendered.
    text: &'a mut String,
    /// A longer text is cut; bytes.
    limit: usize,
    is_record: bool,
}

/// Where fields go, and under which names.
struct Placement<'a, T> {
    to: &'a mut T,
    fields: &'static FieldSet,
    names: Names,
    has_message: bool,
}

impl<T: TakeField> Placement<'_, T> {
    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        let name = field.name();
        if T::HAS_MESSAGE && name == "message" && !self.has_message {
            self.has_message = true;
            return self.to.message(value);
        }
        let name = self.names.unique(
            Cow::Borrowed(name),
            |name| T::OURS.contains(&name),
            |name| {
                let alike = self.fields.iter().filter(|other| other.name() == name);
                alike.count()
            },
        );
        self.to.take(name, value);
    }
}

impl<'a, T: TakeField> FieldReader<'a, T> {
    pub(crate) fn new(
        to: &'a mut T,
        fields: &'static FieldSet,
        text: &'a mut String,
        limit: usize,
    ) -> Self {
        FieldReader {
            placement: Placement {
                to,
                fields,
                names: Names::default(),
                has_message: false,
            },
            text,
            limit,
            is_record: false,
        }
    }

    /// Whether it says what the head of the line says already.
    fn is_known(&self, field: &Field) -> bool {
        self.is_record && log_records::is_metadata(field.name())
    }

    fn take(&mut self, field: &Field, value: FieldValue<'_>) {
        if !self.is_known(field) {
            self.placement.take(field, value);
        }
    }

    #[cfg(feature = "log")]
    fn take_key_values(self, key_values: &[KeyValue]) {
        let Placement { to, mut names, .. } = self.placement;
        for of in key_values {
            let name = names.unique(
                Cow::Owned(of.key.clone()),
                |name| T::OURS.contains(&name),
                |name| key_values.iter().filter(|other| other.key == name).count(),
            );
            match of.value() {
                FieldValue::Text(long) if long.len() > self.limit => {
                    render(self.text, self.limit, |to| to.write_str(long));
                    to.take(name, FieldValue::Text(self.text));
                }
                value => to.take(name, value),
            }
        }
    }

    fn render(&mut self, field: &Field, write: impl FnOnce(&mut Cut<'_>) -> fmt::Result) {
        if !self.is_known(field) {
            render(self.text, self.limit, write);
            self.placement.take(field, FieldValue::Text(self.text));
        }
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
        self.render(field, |to| write_error(to, value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.render(field, |to| write!(to, "{value:?}"));
    }
}

/// Each source after a colon.
fn write_error(to: &mut Cut<'_>, error: &(dyn Error + 'static)) -> fmt::Result {
    write!(to, "{error}")?;
    let mut source = error.source();
    for _ in 0..MAX_SOURCES {
        let Some(error) = source else { break };
        write!(to, ": {error}")?;
        source = error.source();
    }
    Ok(())
}
