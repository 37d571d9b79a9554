//! Spans as lines of JSON.

use std::fmt;
use std::io::{self, Stdout, Write};

use super::escape::Json;
use super::{Batch, Deadline, ExportError, SpanExporter, SpanRecord, SpanStatus, ValueRef};

/// Writes each span as one line of JSON, for development and for log shippers.
///
/// Times are decimal strings of nanoseconds since 1970, as JSON numbers cannot
/// hold them. Control characters are escaped, so that no value can forge a line.
#[derive(Debug)]
pub struct JsonExporter<W> {
    out: W,
}

impl JsonExporter<Stdout> {
    /// Writes to the standard output.
    pub fn stdout() -> Self {
        JsonExporter::new(io::stdout())
    }
}

impl<W: Write + Send + 'static> JsonExporter<W> {
    /// Writes to `out`, one `write` for each batch.
    pub fn new(out: W) -> Self {
        JsonExporter { out }
    }
}

impl<W: Write + Send + 'static> SpanExporter for JsonExporter<W> {
    fn export(&mut self, batch: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        let mut lines = String::new();
        for span in batch.spans() {
            // Writing to a `String` does not fail.
            let _ = write_span(&mut lines, &span);
            lines.push('\n');
        }
        let written = self.out.write_all(lines.as_bytes());
        let written = written.and_then(|()| self.out.flush());
        written.map_err(|error| ExportError::Failed(error.to_string()))
    }
}

fn write_span(out: &mut String, span: &SpanRecord<'_>) -> fmt::Result {
    use fmt::Write as _;

    write!(
        out,
        r#"{{"trace_id":"{}","span_id":"{}""#,
        span.trace_id(),
        span.span_id()
    )?;
    if let Some(parent) = span.parent_span_id() {
        write!(out, r#","parent_span_id":"{parent}""#)?;
    }
    if span.parent_is_remote() {
        out.push_str(r#","parent_is_remote":true"#);
    }
    write!(
        out,
        r#","name":{},"kind":"{}","start_unix_nanos":"{}","end_unix_nanos":"{}","status":"{}""#,
        Json(span.name()),
        span.kind(),
        span.start_unix_nanos(),
        span.end_unix_nanos(),
        match span.status() {
            SpanStatus::Unset => "unset",
            SpanStatus::Ok => "ok",
            SpanStatus::Error { .. } => "error",
            SpanStatus::Panicked { .. } => "panicked",
        }
    )?;
    if let SpanStatus::Error { message } | SpanStatus::Panicked { message } = span.status()
        && !message.is_empty()
    {
        write!(out, r#","message":{}"#, Json(message))?;
    }
    if !span.trace_state().is_empty() {
        write!(out, r#","trace_state":{}"#, Json(span.trace_state()))?;
    }
    out.push_str(r#","attributes":"#);
    write_attributes(out, span.attributes())?;
    if span.events().next().is_some() {
        out.push_str(r#","events":["#);
        for (at, event) in span.events().enumerate() {
            comma(out, at);
            write!(
                out,
                r#"{{"name":{},"unix_nanos":"{}","attributes":"#,
                Json(event.name()),
                event.unix_nanos()
            )?;
            write_attributes(out, event.attributes())?;
            out.push('}');
        }
        out.push(']');
    }
    if span.links().next().is_some() {
        out.push_str(r#","links":["#);
        for (at, link) in span.links().enumerate() {
            comma(out, at);
            write!(
                out,
                r#"{{"trace_id":"{}","span_id":"{}","attributes":"#,
                link.trace_id(),
                link.span_id()
            )?;
            write_attributes(out, link.attributes())?;
            out.push('}');
        }
        out.push(']');
    }
    for (key, dropped) in [
        ("dropped_attributes", span.dropped_attributes()),
        ("dropped_events", span.dropped_events()),
        ("dropped_links", span.dropped_links()),
    ] {
        if dropped > 0 {
            write!(out, r#","{key}":{dropped}"#)?;
        }
    }
    write!(out, r#","target":{}"#, Json(span.target()))?;
    let function = span.callsite().function();
    if !function.is_empty() {
        let (file, line) = (Json(span.file()), span.line());
        let function = Json(function);
        write!(out, r#","function":{function},"file":{file},"line":{line}"#)?;
    }
    out.push('}');
    Ok(())
}

fn comma(out: &mut String, at: usize) {
    if at > 0 {
        out.push(',');
    }
}

fn write_attributes<'a>(
    out: &mut String,
    attributes: impl Iterator<Item = (&'a str, ValueRef<'a>)>,
) -> fmt::Result {
    use fmt::Write as _;

    out.push('{');
    for (at, (key, value)) in attributes.enumerate() {
        comma(out, at);
        write!(out, "{}:", Json(key))?;
        write_value(out, value)?;
    }
    out.push('}');
    Ok(())
}

fn write_value(out: &mut String, value: ValueRef<'_>) -> fmt::Result {
    use fmt::Write as _;

    match value {
        ValueRef::Bool(value) => write!(out, "{value}"),
        ValueRef::I64(value) => write!(out, "{value}"),
        ValueRef::F64(value) => write_float(out, value),
        ValueRef::Str(text) => write!(out, "{}", Json(text)),
        ValueRef::Bools(list) => write_list(out, list.iter(), |out, value| write!(out, "{value}")),
        ValueRef::I64s(list) => write_list(out, list.iter(), |out, value| write!(out, "{value}")),
        ValueRef::F64s(list) => write_list(out, list.iter(), |out, value| write_float(out, *value)),
        ValueRef::Strs(list) => write_list(out, list, |out, text| write!(out, "{}", Json(text))),
    }
}

/// JSON has no number for infinity, nor for what is none.
fn write_float(out: &mut String, value: f64) -> fmt::Result {
    use fmt::Write as _;

    if value.is_finite() {
        write!(out, "{value:?}")
    } else {
        write!(out, "\"{value}\"")
    }
}

fn write_list<T>(
    out: &mut String,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(&mut String, T) -> fmt::Result,
) -> fmt::Result {
    out.push('[');
    for (at, item) in items.enumerate() {
        comma(out, at);
        write(out, item)?;
    }
    out.push(']');
    Ok(())
}
