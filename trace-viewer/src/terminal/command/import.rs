//! `import`: from a file to a viewer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;

use bytes::Bytes;
use trace_model::{LogRecord, Span, Trace, TraceId};

use super::super::arguments::Import;
use super::super::client::Viewer;
use super::super::failed::Failed;
use super::super::text::{Column, Table, date, escape, grouped, nanos};
use crate::exchange::{self, Document, Form, to_lines};

/// A file is in memory while it is read.
const LARGEST: u64 = 1 << 30;
/// A message has at most so many spans, far below what a viewer takes at once.
const SPANS_A_MESSAGE: usize = 2_000;
/// So many traces are shown of a preview.
const SHOWN: usize = 50;

/// Sends what is in a file, or tells what would be sent.
pub(in super::super) async fn import(asked: &Import, out: &mut dyn Write) -> Result<(), Failed> {
    let name = asked.file.display().to_string();
    let file =
        contents(&asked.file).map_err(|error| Failed::Nothing(format!("{name}: {error}")))?;
    let misread = |error: exchange::Misread| Failed::Nothing(format!("{name}, {error}"));
    let viewer = asked.asking.viewer();
    let mut sum = Sum::default();
    let mut documents = exchange::read(&file).map_err(misread)?;
    let all = documents.left();
    let shows = io::stderr().is_terminal() && all > 20;
    while let Some(document) = documents.next() {
        let document = document.map_err(misread)?;
        sum.count(&document);
        if !asked.dry_run {
            send(&viewer, &document, &mut sum).await?;
        }
        if shows {
            // Standard error may be closed: that is no reason to end.
            let _ = write!(
                io::stderr(),
                "\r{} of {all} documents",
                all - documents.left()
            );
        }
    }
    if shows {
        let _ = writeln!(io::stderr());
    }
    report(asked, &sum, out)
}

fn contents(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let source: Box<dyn Read> = match file.as_os_str() == "-" {
        true => Box::new(io::stdin()),
        false => Box::new(File::open(file)?),
    };
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(
            "more than 1 GiB; lines of OTLP JSON can be split between any two lines",
        ));
    }
    Ok(bytes)
}

/// What was in a file.
#[derive(Debug, Default)]
struct Sum {
    forms: Vec<Form>,
    traces: BTreeMap<TraceId, Line>,
    spans: u64,
    logs: u64,
    /// Left out here, or not taken by the viewer.
    refused: u64,
    first_refused: String,
}

/// One trace of the preview.
#[derive(Debug, Default)]
struct Line {
    start: Option<u64>,
    end: u64,
    spans: u64,
    logs: u64,
    root: String,
}

impl Sum {
    fn count(&mut self, document: &Document) {
        if !self.forms.contains(&document.form) {
            self.forms.push(document.form);
        }
        self.refuse(document.refused, &document.first_refused);
        for trace in &document.traces {
            let line = self.traces.entry(trace.id).or_default();
            let (spans, logs) = (trace.spans.len() as u64, trace.logs.len() as u64);
            line.spans += spans;
            line.logs += logs;
            self.spans += spans;
            self.logs += logs;
            if let Some((start, end)) = trace.interval() {
                line.start = Some(line.start.map_or(start, |known| known.min(start)));
                line.end = line.end.max(end);
            }
            let root = trace.spans.iter().find(|span| span.parent.is_none());
            if let Some(root) = root {
                line.root = format!("{} {}", root.service(), root.name);
            }
        }
    }

    fn refuse(&mut self, count: u64, why: &str) {
        if self.refused == 0 {
            self.first_refused = why.to_owned();
        }
        self.refused += count;
    }
}

async fn send(viewer: &Viewer, document: &Document, sum: &mut Sum) -> Result<(), Failed> {
    let (path, limit) = match document.form {
        Form::OtlpLogs => ("/v1/logs", SPANS_A_MESSAGE),
        Form::OtlpTraces | Form::Jaeger => ("/v1/traces", SPANS_A_MESSAGE),
    };
    for trace in &document.traces {
        let spans = trace
            .spans
            .chunks(limit)
            .map(|spans| part(trace.id, spans, &[]));
        let logs = trace
            .logs
            .chunks(limit)
            .map(|logs| part(trace.id, &[], logs));
        for part in spans.chain(logs) {
            let body = Bytes::from(to_lines(&part));
            let answer = viewer.post(path, "application/json", body).await?;
            let (refused, why) = partial(&answer);
            sum.refuse(refused, &why);
        }
    }
    Ok(())
}

fn part(id: TraceId, spans: &[Span], logs: &[LogRecord]) -> Trace {
    Trace {
        id,
        spans: spans.to_vec(),
        logs: logs.to_vec(),
    }
}

/// How many of a message the viewer did not take, and why.
fn partial(answer: &[u8]) -> (u64, String) {
    let answer: serde_json::Value = serde_json::from_slice(answer).unwrap_or_default();
    let partial = &answer["partialSuccess"];
    let count = ["rejectedSpans", "rejectedLogRecords"]
        .into_iter()
        .find_map(|name| partial[name].as_str()?.parse().ok());
    let why = partial["errorMessage"].as_str().unwrap_or_default();
    (count.unwrap_or(0), why.to_owned())
}

fn report(asked: &Import, sum: &Sum, out: &mut dyn Write) -> Result<(), Failed> {
    let style = asked.showing.style();
    if asked.dry_run {
        let mut table = Table::new(&[
            Column::whole("START (UTC)"),
            Column::number("DURATION"),
            Column::text("ROOT"),
            Column::number("SPANS"),
            Column::number("LOG LINES"),
            Column::whole("TRACE"),
        ]);
        for (id, line) in sum.traces.iter().take(SHOWN) {
            let cells = [
                line.start.map(date).unwrap_or_default(),
                nanos(line.end.saturating_sub(line.start.unwrap_or(line.end))),
                escape(&line.root).into_owned(),
                grouped(line.spans),
                grouped(line.logs),
                id.to_string(),
            ];
            table.row(cells.into_iter().map(|cell| (cell, None)).collect());
        }
        out.write_all(table.render(asked.showing.columns(), style).as_bytes())?;
        if let Some(more @ 1..) = sum.traces.len().checked_sub(SHOWN) {
            writeln!(out, "and {} more", grouped(more as u64))?;
        }
    }
    let forms: Vec<_> = sum.forms.iter().map(|form| form_name(*form)).collect();
    let done = if asked.dry_run {
        "would be sent"
    } else {
        "sent"
    };
    writeln!(
        out,
        "{}: {} traces, {} spans, {} log lines {done}",
        forms.join(" and "),
        grouped(sum.traces.len() as u64),
        grouped(sum.spans),
        grouped(sum.logs),
    )?;
    if sum.refused > 0 {
        let why = escape(&sum.first_refused);
        writeln!(
            out,
            "{} refused, the first because of: {why}",
            grouped(sum.refused)
        )?;
    }
    Ok(())
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::OtlpTraces => "spans in OTLP JSON",
        Form::OtlpLogs => "log lines in OTLP JSON",
        Form::Jaeger => "traces in Jaeger's JSON",
    }
}
