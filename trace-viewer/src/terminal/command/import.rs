//! `import`: from a file to a viewer.

use std::fs::File;
use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::time::sleep;
use trace_model::{LogRecord, Span, Trace, TraceId};

use super::super::arguments::{Asked, Import};
use super::super::client::{AskError, Viewer};
use super::super::failed::Failed;
use super::super::text::{escape, grouped};
use super::sum::Sum;
use crate::exchange::{Document, Form, Misread, Pieces, to_lines};

/// A document is in memory while it is read; a file is not.
const LARGEST: usize = 1 << 30;
/// A message has at most so many spans, far below what a viewer takes at once.
const SPANS_A_MESSAGE: usize = 2_000;
/// So often a message is sent again to a viewer that has no room for it.
const PAUSES: u32 = 60;
/// So many mistakes are told one by one: who has a file of another kind sees it from these.
const MISTAKES: u64 = 20;

/// Sends what is in a file, or tells what would be sent. What cannot be read is told with its
/// line, and all else is sent.
pub(in super::super) async fn import(
    asked: &Asked<Import>,
    out: &mut dyn Write,
) -> Result<(), Failed> {
    let name = asked.what.file.display().to_string();
    let unread = |error: io::Error| Failed::Nothing(format!("{name}: {error}"));
    let (file, length) = opened(&asked.what.file).map_err(unread)?;
    let viewer = asked.asking.viewer();
    let mut pieces = Pieces::of(BufReader::with_capacity(1 << 16, file), LARGEST);
    let mut progress = Progress::of(length);
    let (mut sum, mut mistakes) = (Sum::default(), 0);
    while let Some(piece) = pieces.next() {
        for document in piece.map_err(unread)?.documents() {
            match document {
                Ok(document) => {
                    sum.count(&document);
                    if !asked.what.dry_run {
                        send(&viewer, &document, &mut sum).await?;
                    }
                }
                Err(misread) => {
                    mistakes += 1;
                    tell(&name, &misread, mistakes);
                }
            }
        }
        progress.show(pieces.bytes(), sum.spans());
    }
    progress.end();
    if pieces.bytes() == 0 || (mistakes == 0 && sum.is_empty()) {
        return Err(Failed::Nothing(format!("{name}: there is nothing in it")));
    }
    if !sum.is_empty() {
        sum.report(asked, out)?;
    }
    match mistakes {
        0 => Ok(()),
        _ => Err(Failed::Nothing(format!(
            "{name}: {} of its documents could not be read, and are left out",
            grouped(mistakes)
        ))),
    }
}

/// A file, and how long it is, where that is known.
fn opened(file: &Path) -> io::Result<(Box<dyn Read>, Option<u64>)> {
    if file.as_os_str() == "-" {
        return Ok((Box::new(io::stdin()), None));
    }
    let file = File::open(file)?;
    let about = file.metadata()?;
    let length = about.is_file().then_some(about.len());
    Ok((Box::new(file), length))
}

fn tell(name: &str, misread: &Misread, count: u64) {
    if count > MISTAKES {
        return;
    }
    let more = if count == MISTAKES {
        "; others are only counted"
    } else {
        ""
    };
    let said = format!("{name}, {misread}{more}");
    // Standard error may be closed; the exit code tells as well.
    let _ = writeln!(io::stderr(), "trace-viewer: {}", escape(&said));
}

/// How far it is, for whoever waits at a terminal.
struct Progress {
    length: Option<u64>,
    shown: Option<Instant>,
    begun: Instant,
}

impl Progress {
    /// Short work ends before anything of it is shown.
    const PAUSE: Duration = Duration::from_millis(200);

    fn of(length: Option<u64>) -> Self {
        Progress {
            length,
            shown: None,
            begun: Instant::now(),
        }
    }

    fn show(&mut self, bytes: u64, spans: u64) {
        if self.shown.unwrap_or(self.begun).elapsed() < Self::PAUSE || !io::stderr().is_terminal() {
            return;
        }
        self.shown = Some(Instant::now());
        let share = match self.length {
            Some(length @ 1..) => format!("{} % · ", bytes.min(length) * 100 / length),
            _ => String::new(),
        };
        let _ = write!(io::stderr(), "\r{share}{} spans", grouped(spans));
    }

    fn end(&self) {
        if self.shown.is_some() {
            let _ = writeln!(io::stderr());
        }
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
            let answer = post(viewer, path, body).await?;
            let (refused, why) = partial(&answer);
            sum.refuse(refused, &why);
        }
    }
    Ok(())
}

/// Sends a message, again where the viewer has no room for it at the moment.
async fn post(viewer: &Viewer, path: &str, body: Bytes) -> Result<Bytes, AskError> {
    let mut pauses = 0;
    loop {
        match viewer.post(path, "application/json", body.clone()).await {
            Err(AskError::Busy { retry_after, .. }) if pauses < PAUSES => {
                pauses += 1;
                sleep(retry_after).await;
            }
            answered => return answered,
        }
    }
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
