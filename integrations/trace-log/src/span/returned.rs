//! What a function under `#[instrument(err)]` or `#[instrument(ret)]` returned: the
//! attribute makes an event of it, with that and nothing else.

use std::borrow::Cow;

use trace_runtime::{Status, TraceContract, Value};
use tracing::{Event, Metadata};

use super::fields::attribute;
use crate::field::{FieldReader, FieldValue, TakeField};
use crate::scratch::Scratch;

/// What was returned from the function of a span.
#[derive(Debug)]
pub(crate) enum Returned {
    /// The text of an error.
    Error(String),
    Value(Value),
}

impl Returned {
    /// `None` if `event` does not say it of a span that is made at `span`.
    pub(crate) fn read(event: &Event<'_>, span: &Metadata<'_>, limit: usize) -> Option<Self> {
        if !is_at_its_end(event.metadata(), span) {
            return None;
        }
        let mut read = Read(None);
        Scratch::lend(|scratch| {
            let fields = event.metadata().fields();
            event.record(&mut FieldReader::new(
                &mut read,
                fields,
                scratch.text(),
                limit,
            ));
        });
        read.0
    }

    /// `last` is the text of the error that was recorded last: more than one layer
    /// may have been told of it.
    pub(crate) fn record(self, cx: &TraceContract, last: &mut Option<String>) {
        match self {
            Returned::Value(value) => cx.set_attribute(VALUE, value),
            Returned::Error(text) if last.as_ref() == Some(&text) => {}
            Returned::Error(text) => {
                cx.add_event("exception", [("exception.message", text.clone())]);
                // The type is not known, and this is what the conventions have for it.
                cx.set_attribute("error.type", "_OTHER");
                cx.set_status(Status::Error(Cow::Owned(text.clone())));
                *last = Some(text);
            }
        }
    }
}

const ERROR: &str = "error";
const VALUE: &str = "return";

/// Whether an event is such a one: both are where the attribute is.
fn is_at_its_end(event: &Metadata<'_>, span: &Metadata<'_>) -> bool {
    let mut fields = event.fields().iter();
    let first = fields.next();
    first.is_some_and(|field| [ERROR, VALUE].contains(&field.name()))
        && fields.next().is_none()
        && event.module_path() == span.module_path()
        && event.file() == span.file()
        && event.target() == span.target()
}

struct Read(Option<Returned>);

impl TakeField for Read {
    const HAS_MESSAGE: bool = true;

    fn message(&mut self, _: FieldValue<'_>) {}

    fn take(&mut self, name: Cow<'static, str>, value: FieldValue<'_>) {
        self.0 = Some(match &*name {
            ERROR => {
                let mut text = String::new();
                value.push_text(&mut text);
                Returned::Error(text)
            }
            _ => Returned::Value(attribute(value)),
        });
    }
}
