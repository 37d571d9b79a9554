//! `export`: traces as lines of OTLP JSON.

use std::io::{self, IsTerminal, Write};

use trace_model::TraceId;

use super::super::arguments::Export;
use super::super::client::Viewer;
use super::super::failed::Failed;
use super::super::text::{escape, grouped};
use super::meant;
use crate::api::viewer::Traces;
use crate::exchange;

/// Writes traces; `import` reads them again, exactly.
pub(in super::super) async fn export(asked: &Export, out: &mut dyn Write) -> Result<(), Failed> {
    let viewer = asked.asking.viewer();
    let ids = match &asked.query {
        Some(query) => found(&viewer, query, asked.limit).await?,
        None => {
            let mut ids = Vec::new();
            for text in &asked.ids {
                ids.push(meant::trace(&viewer, text).await?);
            }
            ids
        }
    };
    let shows = io::stderr().is_terminal() && ids.len() > 20;
    for (at, id) in ids.iter().enumerate() {
        match viewer.trace(*id).await? {
            Some(fetched) => out.write_all(exchange::to_lines(&fetched.trace).as_bytes())?,
            None => note(&format!(
                "the trace {id} has ended its life; it is left out"
            )),
        }
        if shows && at % 10 == 0 {
            // Standard error may be closed: that is no reason to end.
            let _ = write!(io::stderr(), "\r{} of {} traces", at + 1, ids.len());
        }
    }
    note(&format!(
        "{}{} traces written",
        if shows { "\r" } else { "" },
        grouped(ids.len() as u64)
    ));
    Ok(out.flush()?)
}

fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// The traces that a query finds, page by page.
async fn found(viewer: &Viewer, query: &str, limit: usize) -> Result<Vec<TraceId>, Failed> {
    let mut ids = Vec::new();
    let mut after: Option<String> = None;
    while ids.len() < limit {
        let page = (limit - ids.len()).min(500).to_string();
        let mut pairs = vec![("q", query), ("limit", page.as_str())];
        pairs.extend(after.as_deref().map(|after| ("after", after)));
        let answer: Traces = viewer.ask("/api/viewer/search", &pairs).await?;
        for missing in &answer.coverage.missing {
            note(&format!("incomplete: {}", escape(missing)));
        }
        ids.extend(
            answer
                .traces
                .iter()
                .filter_map(|line| line.trace_id.parse::<TraceId>().ok()),
        );
        after = answer.next;
        if after.is_none() || answer.traces.is_empty() {
            break;
        }
    }
    if ids.len() == limit && after.is_some() {
        note(&format!(
            "more traces match; --limit {} ended the search",
            grouped(limit as u64)
        ));
    }
    Ok(ids)
}
