//! `services` and `map`: rates, errors, durations.

use std::io::Write;

use super::super::arguments::{Asked, Map, Showing, Since};
use super::super::failed::Failed;
use super::super::text::{Column, Paint, Table, escape, grouped, nanos, percent};
use super::coverage;
use crate::api::viewer::{Counts, Coverage, Edges, Services};
use crate::serve::Keep;

/// Lists services, or the operations of one.
pub(in super::super) async fn services(
    asked: &Asked<Since>,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let minutes = minutes(asked.what.since);
    let mut query = vec![("minutes", minutes.as_str())];
    let service = asked.what.service.as_deref();
    query.extend(service.map(|service| ("service", service)));
    let found: Services = asked
        .asking
        .viewer()
        .ask("/api/viewer/services", &query)
        .await?;
    if asked.showing.json {
        let json = serde_json::to_value(&found).unwrap_or_default();
        return Ok(writeln!(out, "{json:#}")?);
    }
    let names: &[Column] = match asked.what.service {
        Some(_) => &[Column::text("OPERATION"), Column::whole("KIND")],
        None => &[Column::text("SERVICE")],
    };
    let rows = found.services.iter().map(|line| {
        let names = match asked.what.service {
            Some(_) => vec![escape(&line.operation), escape(&line.kind)],
            None => vec![escape(&line.service)],
        };
        (names.into_iter().map(String::from).collect(), &line.counts)
    });
    let table = table(names, rows, found.minutes);
    show(
        table,
        found.services.len(),
        found.minutes,
        &found.coverage,
        &asked.showing,
        out,
    )
}

/// Lists who calls whom.
pub(in super::super) async fn map(asked: &Asked<Map>, out: &mut dyn Write) -> Result<(), Failed> {
    let minutes = minutes(asked.what.since);
    let query = [("minutes", minutes.as_str())];
    let found: Edges = asked.asking.viewer().ask("/api/viewer/map", &query).await?;
    if asked.showing.json {
        let json = serde_json::to_value(&found).unwrap_or_default();
        return Ok(writeln!(out, "{json:#}")?);
    }
    let mut before = None;
    let rows = found.edges.iter().map(|edge| {
        // Each caller stands once, over those whom it calls.
        let caller = match before.replace(&edge.client) == Some(&edge.client) {
            true => String::new(),
            false => escape(&edge.client).into_owned(),
        };
        (
            vec![caller, format!("→ {}", escape(&edge.server))],
            &edge.counts,
        )
    });
    let table = table(
        &[Column::text("CALLER"), Column::text("CALLED")],
        rows,
        found.minutes,
    );
    show(
        table,
        found.edges.len(),
        found.minutes,
        &found.coverage,
        &asked.showing,
        out,
    )
}

fn minutes(since: Keep) -> String {
    since.0.as_secs().div_ceil(60).max(1).to_string()
}

fn table<'a>(
    names: &[Column],
    rows: impl Iterator<Item = (Vec<String>, &'a Counts)>,
    minutes: u64,
) -> Table {
    let numbers = ["A MINUTE", "COUNT", "ERRORS", "P50", "P95", "P99"].map(Column::number);
    let mut table = Table::new(&[names, &numbers].concat());
    for (names, counts) in rows {
        let mut row: Vec<_> = names.into_iter().map(|name| (name, None)).collect();
        let errors = match counts.errors {
            0 => (String::new(), None),
            errors => (percent(errors, counts.count), Some(Paint::Error)),
        };
        row.push((a_minute(counts.count, minutes), None));
        row.push((grouped(counts.count), None));
        row.push(errors);
        row.extend([counts.p50_nano, counts.p95_nano, counts.p99_nano].map(|p| (nanos(p), None)));
        table.row(row);
    }
    table
}

fn a_minute(count: u64, minutes: u64) -> String {
    let tenths = count.saturating_mul(10) / minutes.max(1);
    match tenths {
        0 if count > 0 => "< 0.1".to_owned(),
        0..1_000 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => grouped(tenths / 10),
    }
}

fn show(
    table: Table,
    rows: usize,
    minutes: u64,
    coverage: &Coverage,
    showing: &Showing,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let style = showing.style();
    if rows == 0 {
        writeln!(
            out,
            "nothing was counted in the last {} minutes",
            grouped(minutes)
        )?;
    } else {
        out.write_all(table.render(showing.columns(), style).as_bytes())?;
        let counted = format!("counted over the last {} minutes", grouped(minutes));
        writeln!(out, "{}", style.paint(Paint::Dim, &counted))?;
    }
    // Counts outlive traces: how far these go back says nothing here.
    for missing in coverage::lines(coverage).into_iter().skip(1) {
        writeln!(out, "{}", style.characters(&missing))?;
    }
    Ok(())
}
