//! One event, one line.

use std::cell::Cell;

use tracing::{Event, Level};

use crate::field::{TakeField, read_event};
use crate::ids::Ids;
use crate::log_records::target;
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
    read_event(event, to, text, limit);
    to.end();
}
