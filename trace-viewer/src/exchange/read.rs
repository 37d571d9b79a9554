//! From a file to traces.

use bytes::Bytes;
use trace_model::Trace;
use trace_model::otlp::{Batch, Limits, Signal, json, read_traces};

use super::documents::{Form, Part, documents};
use super::jaeger;
use super::place::Misread;

/// A file, one document after the other.
#[derive(Debug)]
pub struct Reading<'a> {
    text: &'a str,
    parts: std::vec::IntoIter<Part<'a>>,
}

/// What is in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// What it is.
    pub form: Form,
    /// The spans or log lines, by trace.
    pub traces: Vec<Trace>,
    /// How many spans or log lines say something impossible, and are left out.
    pub refused: u64,
    /// Why the first of them was; empty where none was.
    pub first_refused: String,
}

/// Finds out what a file is: lines of OTLP JSON, one document of it, or traces of Jaeger.
///
/// # Errors
///
/// The file is none of them.
pub fn read(file: &[u8]) -> Result<Reading<'_>, Misread> {
    let text = std::str::from_utf8(file)
        .map_err(|error| Misread::at(file, error.valid_up_to(), "no text in UTF-8"))?;
    // Some editors put a mark of the byte order in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(Reading {
        text,
        parts: documents(text)?.into_iter(),
    })
}

impl Reading<'_> {
    fn document(&self, part: Part<'_>) -> Result<Document, Misread> {
        let misread =
            |at: usize, what: String| Misread::at(self.text.as_bytes(), part.at + at, what);
        let signal = match part.form {
            Form::OtlpTraces => Signal::Traces,
            Form::OtlpLogs => Signal::Logs,
            Form::Jaeger => {
                let (traces, refused) = jaeger::traces(part.text)
                    .map_err(|error| within(self.text, part.at, &error))?;
                return Ok(Document {
                    form: part.form,
                    traces,
                    refused: refused.count,
                    first_refused: refused.first,
                });
            }
        };
        let limits = Limits::default();
        let (bytes, unread) = json::to_protobuf(signal, part.text.as_bytes(), &limits)
            .map_err(|error| misread(error.at(), error.to_string()))?;
        let (batch, refused) = Batch::read(signal, Bytes::from(bytes), &limits)
            .map_err(|error| misread(0, error.to_string()))?;
        let first_refused = match unread.count {
            0 => refused.first,
            _ => unread.first,
        };
        Ok(Document {
            form: part.form,
            traces: read_traces(&batch),
            refused: unread.count + refused.count,
            first_refused,
        })
    }
}

impl Iterator for Reading<'_> {
    type Item = Result<Document, Misread>;

    fn next(&mut self) -> Option<Self::Item> {
        let part = self.parts.next()?;
        Some(self.document(part))
    }
}

/// From a place in a document to the place in its file.
fn within(text: &str, at: usize, error: &serde_json::Error) -> Misread {
    let lines_before = text[at..]
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1));
    let start: usize = lines_before.map(str::len).sum();
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or("");
    let byte = at + start + error.column().saturating_sub(1);
    Misread::at(text.as_bytes(), byte, format!("no trace of Jaeger: {said}"))
}
