//! `search` and `slow`: traces, a line each.

use std::io::Write;

use super::super::arguments::{Asked, Search, Showing, Slow};
use super::super::failed::Failed;
use super::super::text::{Column, Paint, Table, date, escape, grouped, nanos, short_id};
use super::coverage;
use crate::api::viewer::{TraceLine, Traces};

/// Finds traces.
pub(in super::super) async fn search(
    asked: &Asked<Search>,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let limit = asked.what.limit.to_string();
    let order = match asked.what.slowest {
        true => "slowest",
        false => "newest",
    };
    let query = [
        ("q", asked.what.query.as_str()),
        ("order", order),
        ("limit", &limit),
    ];
    let found: Traces = asked
        .asking
        .viewer()
        .ask("/api/viewer/search", &query)
        .await?;
    let count = match (found.matched_is_exact, found.matched) {
        (true, 1) => "1 trace matches".to_owned(),
        (true, count) => format!("{} traces match", grouped(count)),
        (false, count) => format!("at least {} traces match", grouped(count)),
    };
    let shown = match found.traces.len() as u64 {
        shown if shown < found.matched => format!("; the {} {order} are shown", grouped(shown)),
        _ => String::new(),
    };
    list(&found, &asked.showing, &format!("{count}{shown}"), out)
}

/// Lists the slowest traces.
pub(in super::super) async fn slow(asked: &Asked<Slow>, out: &mut dyn Write) -> Result<(), Failed> {
    let limit = asked.what.limit.to_string();
    let query = [("limit", limit.as_str())];
    let found: Traces = asked
        .asking
        .viewer()
        .ask("/api/viewer/slow", &query)
        .await?;
    let count = found.traces.len() as u64;
    list(
        &found,
        &asked.showing,
        &format!("the {} slowest", grouped(count)),
        out,
    )
}

fn list(found: &Traces, showing: &Showing, count: &str, out: &mut dyn Write) -> Result<(), Failed> {
    if showing.json {
        let json = serde_json::to_value(found).unwrap_or_default();
        return Ok(writeln!(out, "{json:#}")?);
    }
    let style = showing.style();
    if !found.traces.is_empty() {
        let mut table = Table::new(&COLUMNS);
        for line in &found.traces {
            table.row(row(line).into_iter().collect());
        }
        out.write_all(table.render(showing.columns(), style).as_bytes())?;
    }
    writeln!(out, "{}", style.characters(count))?;
    for line in coverage::lines(&found.coverage) {
        writeln!(out, "{}", style.paint(Paint::Dim, &style.characters(&line)))?;
    }
    Ok(())
}

/// What a list tells of a trace.
pub(super) const COLUMNS: [Column; 8] = [
    Column::whole("START (UTC)"),
    Column::number("DURATION"),
    Column::text("SERVICE"),
    Column::text("OPERATION"),
    Column::number("SPANS"),
    Column::number("ERRORS"),
    Column::text("SERVICES"),
    Column::whole("TRACE"),
];

/// The cells of a trace, escaped.
pub(super) fn row(line: &TraceLine) -> [(String, Option<Paint>); 8] {
    let operation = match line.has_root {
        true => escape(&line.root_operation).into_owned(),
        false => format!("{} (no root)", escape(&line.root_operation)),
    };
    let errors = match line.error_count {
        0 => (String::new(), None),
        count => (grouped(count.into()), Some(Paint::Error)),
    };
    let services: Vec<_> = line.services.iter().map(|name| escape(name)).collect();
    [
        (date(line.start_unix_nano), Some(Paint::Dim)),
        (nanos(line.duration_nano), Some(Paint::Bold)),
        (escape(&line.root_service).into_owned(), None),
        (operation, None),
        (grouped(line.span_count.into()), None),
        errors,
        (services.join(" "), Some(Paint::Dim)),
        (escape(short_id(&line.trace_id)).into_owned(), None),
    ]
}
