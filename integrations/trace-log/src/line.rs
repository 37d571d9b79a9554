//! One event, one line.

use std::borrow::Cow;
use std::cell::Cell;

use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata};

use crate::field::{FieldReader, FieldValue, TakeField};
use crate::ids::Ids;
use crate::time::Timestamp;
use crate::{json, terminal};

/// What a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Json,
    Terminal { coloured: bool },
}

/// What stands in a line before the message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head<'a> {
    pub(crate) at: Timestamp,
    pub(crate) level: Level,
    pub(crate) target: &'a str,
    pub(crate) ids: Option<&'a Ids>,
}

/// Writes one form of a line: the head, the fields as they come, the end.
pub(crate) trait WriteLine: TakeField {
    fn head(&mut self, head: &Head<'_>);
    fn end(&mut self);
}

/// Where lines are put together; kept by its thread from one line to the next.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    line: String,
    fields: String,
    text: String,
}

thread_local! {
    static SCRATCH: Cell<Option<Box<Scratch>>> = const { Cell::new(None) };
}

/// A thread does not keep more room than this after a long line; bytes.
const KEPT: usize = 64 << 10;

impl Scratch {
    /// Lends a scratch. It is not in its place meanwhile: a `Debug` that logs
    /// within a line works with another.
    pub(crate) fn lend<R>(work: impl FnOnce(&mut Scratch) -> R) -> R {
        // The thread may be ending, and its scratch gone.
        let kept = SCRATCH.try_with(Cell::take).ok().flatten();
        let mut scratch = kept.unwrap_or_default();
        let result = work(&mut scratch);
        if scratch.line.capacity() + scratch.fields.capacity() + scratch.text.capacity() <= KEPT {
            let _ = SCRATCH.try_with(|place| place.set(Some(scratch)));
        }
        result
    }

    /// Where a value may be rendered.
    pub(crate) fn text(&mut self) -> &mut String {
        &mut self.text
    }

    /// The line of `event`, with its end.
    pub(crate) fn compose(
        &mut self,
        form: Form,
        event: &Event<'_>,
        ids: Option<&Ids>,
        limit: usize,
    ) -> &str {
        let Scratch { line, fields, text } = self;
        line.clear();
        fields.clear();
        let target = target(event);
        let head = Head {
            at: Timestamp::now(),
            level: *event.metadata().level(),
            target: &target,
            ids,
        };
        match form {
            Form::Json => write(
                &mut json::Json::new(line, fields),
                &head,
                event,
                text,
                limit,
            ),
            Form::Terminal { coloured } => {
                let mut to = terminal::Terminal::new(line, fields, coloured);
                write(&mut to, &head, event, text, limit);
            }
        }
        line
    }
}

fn write(
    to: &mut impl WriteLine,
    head: &Head<'_>,
    event: &Event<'_>,
    text: &mut String,
    limit: usize,
) {
    to.head(head);
    let mut without_log = WithoutLogFields(to);
    event.record(&mut FieldReader {
        to: &mut without_log,
        names: event.metadata().fields(),
        text,
        limit,
    });
    to.end();
}

/// Whether an event is a record of the `log` crate, which says in fields what
/// other events say in their metadata.
fn is_log_record(metadata: &Metadata<'_>) -> bool {
    metadata.target() == "log" && metadata.fields().field(LogTarget::FIELD).is_some()
}

/// The target of an event.
pub(crate) fn target(event: &Event<'_>) -> Cow<'static, str> {
    match LogTarget::of(event) {
        Some(target) => Cow::Owned(target),
        None => Cow::Borrowed(event.metadata().target()),
    }
}

/// The target of a record of the `log` crate.
struct LogTarget(Option<String>);

impl LogTarget {
    const FIELD: &'static str = "log.target";

    fn of(event: &Event<'_>) -> Option<String> {
        if !is_log_record(event.metadata()) {
            return None;
        }
        let mut target = LogTarget(None);
        event.record(&mut target);
        target.0
    }
}

impl Visit for LogTarget {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == Self::FIELD {
            self.0 = Some(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

/// Leaves out what the head of the line says already.
pub(crate) struct WithoutLogFields<'a, T>(pub(crate) &'a mut T);

impl<T: TakeField> TakeField for WithoutLogFields<'_, T> {
    fn take(&mut self, name: &'static str, value: FieldValue<'_>) {
        if !matches!(
            name,
            "log.target" | "log.module_path" | "log.file" | "log.line"
        ) {
            self.0.take(name, value);
        }
    }
}
