//! `errors`: what fails, by day and cause.

use std::io::Write;
use std::time::{SystemTime, UNIX_EPOCH};

use super::super::arguments::{Asked, Errors};
use super::super::failed::Failed;
use super::super::text::{Column, Day, Paint, Table, escape, grouped, short_id, time_of_day};
use super::coverage;
use crate::api::viewer::{ErrorGroup, ErrorGroups};

const COLUMNS: [Column; 6] = [
    Column::number("TRACES"),
    Column::text("SERVICE"),
    Column::text("OPERATION"),
    Column::text("MESSAGE"),
    Column::whole("LATEST"),
    Column::whole("TRACE"),
];

/// Lists errors, today's first.
pub(in super::super) async fn errors(
    asked: &Asked<Errors>,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let viewer = asked.asking.viewer();
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let today = Day::of(now.map_or(0, |now| now.as_nanos() as u64)).0;
    let mut days = Vec::new();
    for back in 0..asked.what.days {
        let day = today.saturating_sub(back).to_string();
        let query = [("day", day.as_str())];
        days.push(
            viewer
                .ask::<ErrorGroups>("/api/viewer/errors", &query)
                .await?,
        );
    }
    let showing = &asked.showing;
    if showing.json {
        let json = serde_json::to_value(&days).unwrap_or_default();
        return Ok(writeln!(out, "{json:#}")?);
    }
    let style = showing.style();
    for day in &days {
        let traces: u64 = day.groups.iter().map(|group| group.traces).sum();
        let only = if day.is_cut {
            ", the newest of more"
        } else {
            ""
        };
        let title = match traces {
            0 => format!("{}: nothing failed", Day(day.day)),
            1 => format!("{}: 1 trace failed", Day(day.day)),
            traces => format!("{}: {} traces failed{only}", Day(day.day), grouped(traces)),
        };
        writeln!(out, "{}", style.paint(Paint::Bold, &title))?;
        if !day.groups.is_empty() {
            let mut table = Table::new(&COLUMNS);
            day.groups.iter().for_each(|group| table.row(row(group)));
            out.write_all(table.render(showing.columns(), style).as_bytes())?;
        }
        writeln!(out)?;
    }
    for line in days
        .first()
        .map(|day| coverage::lines(&day.coverage))
        .unwrap_or_default()
    {
        writeln!(out, "{}", style.paint(Paint::Dim, &style.characters(&line)))?;
    }
    Ok(())
}

fn row(group: &ErrorGroup) -> Vec<(String, Option<Paint>)> {
    vec![
        (grouped(group.traces), Some(Paint::Bold)),
        (escape(&group.service).into_owned(), None),
        (escape(&group.operation).into_owned(), None),
        (escape(&group.message).into_owned(), Some(Paint::Error)),
        (time_of_day(group.latest_unix_nano), Some(Paint::Dim)),
        (escape(short_id(&group.latest_trace_id)).into_owned(), None),
    ]
}
