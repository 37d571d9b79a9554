//! One event, one line.

mod json;
mod terminal;
mod time;

use tracing::{Event, Level};

use crate::field::{TakeField, read_event, target};
use crate::ids::Ids;
use crate::scratch::Scratch;
use time::Timestamp;

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

/// The line of `event`, with its end.
pub(crate) fn compose<'s>(
    scratch: &'s mut Scratch,
    form: Form,
    event: &Event<'_>,
    ids: Option<&Ids>,
    limit: usize,
) -> &'s str {
    let (line, fields, text) = scratch.parts();
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
