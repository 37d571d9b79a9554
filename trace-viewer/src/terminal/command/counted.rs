//! `services` and `map`: rates, errors, durations.

use std::io::Write;

use super::super::arguments::{Asked, Map, Showing, Since};
use super::super::client::Viewer;
use super::super::failed::Failed;
use super::super::text::{Column, Paint, Table, escape, grouped, nanos, percent};
use super::coverage;
use crate::api::viewer::{Counts, Coverage, Edges, Services};
use crate::serve::Keep;

/// So many services are named to who asks for one that is not there.
const NAMED: usize = 20;

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
    if let Some(service) = service.filter(|_| found.services.is_empty()) {
        return Err(none_of(service, &minutes, &asked.asking.viewer()).await);
    }
    let (names, of): (&[Column], _) = match asked.what.service {
        Some(_) => (
            &[Column::text("OPERATION"), Column::whole("KIND")],
            Of::Spans,
        ),
        None => (&[Column::text("SERVICE")], Of::Requests),
    };
    let rows = found.services.iter().map(|line| {
        let names = match asked.what.service {
            Some(_) => vec![escape(&line.operation), escape(&line.kind)],
            None => vec![escape(&line.service)],
        };
        (names.into_iter().map(String::from).collect(), &line.counts)
    });
    let counted = Counted {
        table: table(names, of, rows, found.counted_seconds),
        rows: found.services.len(),
        of,
        minutes: found.minutes,
        seconds: found.counted_seconds,
    };
    show(&counted, &found.coverage, &asked.showing, out)
}

/// Nothing was counted of a service: which ones there are.
async fn none_of(service: &str, minutes: &str, viewer: &Viewer) -> Failed {
    let query = [("minutes", minutes)];
    let all: Services = match viewer.ask("/api/viewer/services", &query).await {
        Ok(all) => all,
        Err(error) => return error.into(),
    };
    let names = all.services.iter().take(NAMED);
    let names: Vec<_> = names.map(|line| escape(&line.service)).collect();
    let those = match (names.len(), all.services.len().saturating_sub(NAMED)) {
        (0, _) => "nor of any other".to_owned(),
        (_, 0) => format!("there are:\n  {}", names.join("\n  ")),
        (_, more) => format!("there are:\n  {}\n  and {more} more", names.join("\n  ")),
    };
    Failed::Nothing(format!(
        "nothing was counted of the service `{}` in the last {minutes} minutes; {those}",
        escape(service)
    ))
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
    let names = [Column::text("CALLER"), Column::text("CALLED")];
    let counted = Counted {
        table: table(&names, Of::Calls, rows, found.counted_seconds),
        rows: found.edges.len(),
        of: Of::Calls,
        minutes: found.minutes,
        seconds: found.counted_seconds,
    };
    show(&counted, &found.coverage, &asked.showing, out)
}

fn minutes(since: Keep) -> String {
    since.0.as_secs().div_ceil(60).max(1).to_string()
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// What a service does for others.
    Requests,
    Spans,
    Calls,
}

impl Of {
    fn title(self) -> &'static str {
        match self {
            Of::Requests => "REQUESTS",
            Of::Spans => "SPANS",
            Of::Calls => "CALLS",
        }
    }
}

/// Counts, and what they are of.
struct Counted {
    table: Table,
    rows: usize,
    of: Of,
    minutes: u64,
    seconds: u64,
}

impl Counted {
    /// Over which time it was counted.
    fn time(&self) -> String {
        let asked = self.minutes.saturating_mul(60);
        match self.seconds {
            seconds if seconds >= asked => {
                format!("counted over the last {} minutes", grouped(self.minutes))
            }
            seconds => format!(
                "counted over the last {} s, since the first trace",
                grouped(seconds)
            ),
        }
    }
}

fn table<'a>(
    names: &[Column],
    of: Of,
    rows: impl Iterator<Item = (Vec<String>, &'a Counts)>,
    seconds: u64,
) -> Table {
    let numbers = ["A MINUTE", of.title(), "ERRORS", "P50", "P95", "P99"].map(Column::number);
    let mut table = Table::new(&[names, &numbers].concat());
    for (names, counts) in rows {
        let mut row: Vec<_> = names.into_iter().map(|name| (name, None)).collect();
        let errors = match counts.errors {
            0 => (String::new(), None),
            errors => (percent(errors, counts.count), Some(Paint::Error)),
        };
        row.push((a_minute(counts.count, seconds), None));
        row.push((grouped(counts.count), None));
        row.push(errors);
        row.extend([counts.p50_nano, counts.p95_nano, counts.p99_nano].map(|p| (nanos(p), None)));
        table.row(row);
    }
    table
}

fn a_minute(count: u64, seconds: u64) -> String {
    let tenths = count.saturating_mul(600) / seconds.max(1);
    match tenths {
        0 if count > 0 => "< 0.1".to_owned(),
        0..1_000 => format!("{}.{}", tenths / 10, tenths % 10),
        _ => grouped(tenths / 10),
    }
}

fn show(
    counted: &Counted,
    coverage: &Coverage,
    showing: &Showing,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let style = showing.style();
    if counted.rows == 0 {
        writeln!(
            out,
            "nothing was counted in the last {} minutes",
            grouped(counted.minutes)
        )?;
    } else {
        let table = counted.table.render(showing.columns(), style);
        out.write_all(table.as_bytes())?;
        writeln!(out, "{}", style.paint(Paint::Dim, &counted.time()))?;
        if counted.of == Of::Requests {
            let requests =
                "requests are server and consumer spans; of a service without any, all spans";
            writeln!(out, "{}", style.paint(Paint::Dim, requests))?;
        }
    }
    // Counts outlive traces: how far these go back says nothing here.
    for missing in coverage::lines(coverage).into_iter().skip(1) {
        writeln!(out, "{}", style.characters(&missing))?;
    }
    Ok(())
}
