//! What was in a file that is imported.

use std::collections::HashSet;
use std::io::Write;

use trace_model::{Trace, TraceId};

use super::super::arguments::{Asked, Import};
use super::super::failed::Failed;
use super::super::text::{Column, Table, date, escape, grouped, nanos};
use crate::exchange::{Document, Form};

/// So many traces are shown of a preview.
const SHOWN: usize = 50;
/// So many traces are told apart, whatever the file holds.
const TOLD_APART: usize = 1_000_000;

/// What was in a file.
#[derive(Debug, Default)]
pub(super) struct Sum {
    forms: Vec<Form>,
    /// All traces, as far as they are told apart.
    traces: HashSet<TraceId>,
    /// The first of them.
    shown: Vec<(TraceId, Row)>,
    spans: u64,
    logs: u64,
    /// Left out here, or not taken by the viewer.
    refused: u64,
    first_refused: String,
}

/// One trace of the preview.
#[derive(Debug, Default)]
struct Row {
    start: Option<u64>,
    end: u64,
    spans: u64,
    logs: u64,
    root: String,
}

impl Sum {
    pub(super) fn count(&mut self, document: &Document) {
        if !self.forms.contains(&document.form) {
            self.forms.push(document.form);
        }
        self.refuse(document.refused, &document.first_refused);
        for trace in &document.traces {
            self.spans += trace.spans.len() as u64;
            self.logs += trace.logs.len() as u64;
            if self.traces.len() <= TOLD_APART {
                self.traces.insert(trace.id);
            }
            let known = self.shown.iter().position(|(id, _)| *id == trace.id);
            match known {
                Some(at) => self.shown[at].1.add(trace),
                None if self.shown.len() < SHOWN => {
                    let mut row = Row::default();
                    row.add(trace);
                    self.shown.push((trace.id, row));
                }
                None => {}
            }
        }
    }

    /// Whether no document was there.
    pub(super) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    pub(super) fn spans(&self) -> u64 {
        self.spans
    }

    pub(super) fn refuse(&mut self, count: u64, why: &str) {
        if self.refused == 0 {
            self.first_refused = why.to_owned();
        }
        self.refused += count;
    }

    /// How many traces there were, as far as that is known.
    fn told_apart(&self) -> String {
        let count = self.traces.len();
        match count > TOLD_APART {
            true => format!("more than {}", grouped(TOLD_APART as u64)),
            false => grouped(count as u64),
        }
    }

    /// Says what it was.
    pub(super) fn report(&self, asked: &Asked<Import>, out: &mut dyn Write) -> Result<(), Failed> {
        let style = asked.showing.style();
        if asked.what.dry_run {
            let mut table = Table::new(&[
                Column::whole("START (UTC)"),
                Column::number("DURATION"),
                Column::text("ROOT"),
                Column::number("SPANS"),
                Column::number("LOG LINES"),
                Column::whole("TRACE"),
            ]);
            for (id, row) in &self.shown {
                let cells = [
                    row.start.map(date).unwrap_or_default(),
                    nanos(row.end.saturating_sub(row.start.unwrap_or(row.end))),
                    escape(&row.root).into_owned(),
                    grouped(row.spans),
                    grouped(row.logs),
                    id.to_string(),
                ];
                table.row(cells.into_iter().map(|cell| (cell, None)).collect());
            }
            out.write_all(table.render(asked.showing.columns(), style).as_bytes())?;
            if self.traces.len() > self.shown.len() {
                writeln!(out, "the first {SHOWN} are shown")?;
            }
        }
        let forms: Vec<_> = self.forms.iter().map(|form| form_name(*form)).collect();
        let done = if asked.what.dry_run {
            "would be sent"
        } else {
            "sent"
        };
        writeln!(
            out,
            "{}: {} traces, {} spans, {} log lines {done}",
            forms.join(" and "),
            self.told_apart(),
            grouped(self.spans),
            grouped(self.logs),
        )?;
        if self.refused > 0 {
            let why = escape(&self.first_refused);
            writeln!(
                out,
                "{} refused, the first because of: {why}",
                grouped(self.refused)
            )?;
        }
        Ok(())
    }
}

impl Row {
    fn add(&mut self, trace: &Trace) {
        self.spans += trace.spans.len() as u64;
        self.logs += trace.logs.len() as u64;
        if let Some((start, end)) = trace.interval() {
            self.start = Some(self.start.map_or(start, |known| known.min(start)));
            self.end = self.end.max(end);
        }
        let root = trace.spans.iter().find(|span| span.parent.is_none());
        if let Some(root) = root {
            self.root = format!("{} {}", root.service(), root.name);
        }
    }
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::OtlpTraces => "spans in OTLP JSON",
        Form::OtlpLogs => "log lines in OTLP JSON",
        Form::Jaeger => "traces in Jaeger's JSON",
    }
}
