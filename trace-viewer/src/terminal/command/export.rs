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

/// So many ids are asked for at a time.
const PAGE: usize = 500;

/// Writes traces; `import` reads them again, exactly.
pub(in super::super) async fn export(asked: &Export, out: &mut dyn Write) -> Result<(), Failed> {
    let mut writing = Writing {
        viewer: asked.asking.viewer(),
        out,
        written: 0,
        gone: 0,
        shows: io::stderr().is_terminal(),
    };
    match &asked.query {
        Some(query) => writing.found(query, asked.limit).await?,
        None => {
            for text in &asked.ids {
                let id = meant::trace(&writing.viewer, text).await?;
                writing.trace(id).await?;
            }
        }
    }
    writing.end()
}

/// Traces on their way out, one after the other.
struct Writing<'a> {
    viewer: Viewer,
    out: &'a mut dyn Write,
    written: u64,
    /// How many were removed after they were found.
    gone: u64,
    /// Whether somebody waits at a terminal.
    shows: bool,
}

impl Writing<'_> {
    /// Writes the traces that a query finds, page by page: of all the others, nothing is held.
    async fn found(&mut self, query: &str, limit: Option<usize>) -> Result<(), Failed> {
        let mut left = limit.unwrap_or(usize::MAX);
        let mut after: Option<String> = None;
        let mut incomplete = Vec::new();
        loop {
            let page = left.min(PAGE).to_string();
            let mut pairs = vec![("q", query), ("limit", page.as_str())];
            pairs.extend(after.as_deref().map(|after| ("after", after)));
            let answer: Traces = self.viewer.ask("/api/viewer/search", &pairs).await?;
            for missing in answer.coverage.missing {
                // Each page may say the same.
                if !incomplete.contains(&missing) {
                    self.note(&format!("incomplete: {}", escape(&missing)));
                    incomplete.push(missing);
                }
            }
            for line in &answer.traces {
                if let Ok(id) = line.trace_id.parse() {
                    self.trace(id).await?;
                }
            }
            left = left.saturating_sub(answer.traces.len());
            after = answer.next.filter(|_| !answer.traces.is_empty());
            if after.is_none() || left == 0 {
                break;
            }
        }
        if let (Some(limit), Some(_)) = (limit, after) {
            let limit = grouped(limit as u64);
            self.note(&format!(
                "more traces match: --limit {limit} cut them off; without it, all are written"
            ));
        }
        Ok(())
    }

    async fn trace(&mut self, id: TraceId) -> Result<(), Failed> {
        let Some(fetched) = self.viewer.trace(id).await? else {
            self.gone += 1;
            self.note(&format!(
                "the trace {id} has ended its life; it is left out"
            ));
            return Ok(());
        };
        self.out
            .write_all(exchange::to_lines(&fetched.trace).as_bytes())?;
        self.written += 1;
        if self.shows && self.written.is_multiple_of(20) {
            // Standard error may be closed: that is no reason to end.
            let _ = write!(io::stderr(), "\r{} traces", grouped(self.written));
        }
        Ok(())
    }

    fn note(&self, text: &str) {
        let begin = if self.shows { "\r" } else { "" };
        let _ = writeln!(io::stderr(), "{begin}{text}");
    }

    fn end(self) -> Result<(), Failed> {
        let gone = match self.gone {
            0 => String::new(),
            gone => format!(", {} left out", grouped(gone)),
        };
        self.note(&format!("{} traces written{gone}", grouped(self.written)));
        Ok(self.out.flush()?)
    }
}
