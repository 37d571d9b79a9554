//! `tail`: traces as they settle.

use std::io::Write;

use super::super::arguments::{Asked, Tail};
use super::super::failed::Failed;
use super::super::text::{
    Paint, Side, Style, escape, fit, grouped, nanos, pad, short_id, time_of_day,
};
use crate::api::viewer::TraceLine;

/// Shows traces until the viewer ends.
pub(in super::super) async fn tail(asked: &Asked<Tail>, out: &mut dyn Write) -> Result<(), Failed> {
    let mut events = asked.asking.viewer().tail().await?;
    let (columns, style) = (asked.showing.columns(), asked.showing.style());
    while let Some(event) = events.next().await? {
        let Ok(line) = serde_json::from_str::<TraceLine>(&event) else {
            let skipped = "some traces came too fast to be shown";
            writeln!(out, "{}", style.paint(Paint::Dim, skipped))?;
            continue;
        };
        if asked.what.errors && line.error_count == 0 {
            continue;
        }
        match asked.showing.json {
            true => writeln!(out, "{event}")?,
            false => writeln!(out, "{}", shown(&line, columns, style))?,
        }
        out.flush()?;
    }
    Err(Failed::Nothing("the viewer has ended".to_owned()))
}

fn shown(line: &TraceLine, columns: usize, style: Style) -> String {
    let duration = pad(
        &style.characters(&nanos(line.duration_nano)),
        9,
        Side::Right,
    );
    let spans = pad(&grouped(line.span_count.into()), 6, Side::Right);
    let errors = match line.error_count {
        0 => String::new(),
        1 => " 1 error".to_owned(),
        count => format!(" {} errors", grouped(count.into())),
    };
    let id = escape(short_id(&line.trace_id)).into_owned();
    let names = format!(
        "{}  {}",
        escape(&line.root_service),
        escape(&line.root_operation)
    );
    let names = style.characters(&names);
    // Time, duration, spans, id, and the spaces between them.
    let taken = 12 + 2 + 9 + 2 + 6 + 6 + errors.len() + 2 + id.len() + 2;
    let names = fit(
        &names,
        columns.saturating_sub(taken).max(10),
        style.either('…', '~'),
    );
    format!(
        "{}  {}  {spans} spans{}  {id}  {names}",
        style.paint(Paint::Dim, &time_of_day(line.start_unix_nano)),
        style.paint(Paint::Bold, &duration),
        style.paint(Paint::Error, &errors),
    )
}
