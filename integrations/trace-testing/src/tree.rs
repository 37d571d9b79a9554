//! A trace as text that is the same in every run: without times and ids.

use std::fmt::{self, Write};

use trace_runtime::exporter::{FinishedEvent, FinishedSpan, SpanStatus};
use trace_runtime::{Key, SpanKind, TraceId, Value};

/// How much is said of each span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Detail {
    /// SpanKind, attributes, status and events.
    Full,
    /// The name of each span.
    Shape,
}

/// The trace, then those that link to it.
pub(crate) fn text(trace_id: TraceId, spans: &[FinishedSpan], detail: Detail) -> String {
    let mut text = String::new();
    // Writing to a `String` does not fail.
    let _ = write(&mut text, trace_id, spans, detail);
    text
}

/// A span and those below it, the same in whatever order siblings started.
pub(crate) fn canonical(span: &FinishedSpan, spans: &[FinishedSpan]) -> String {
    let mut text = String::new();
    let _ = of_span(&mut text, span, Detail::Full, 0, "");
    let mut below: Vec<_> = children(span, spans)
        .map(|child| canonical(child, spans))
        .collect();
    below.sort_unstable();
    for line in below.iter().flat_map(|text| text.lines()) {
        let _ = writeln!(text, "  {line}");
    }
    text
}

fn write(f: &mut String, trace_id: TraceId, spans: &[FinishedSpan], detail: Detail) -> fmt::Result {
    let is_root = |span: &&FinishedSpan| !has_parent(span, spans);
    let (own, linked): (Vec<_>, Vec<_>) = spans
        .iter()
        .filter(is_root)
        .partition(|span| span.trace_id == trace_id);
    for root in own {
        let orphaned = root.parent_span_id.is_some() && !root.parent_is_remote;
        let mark = if orphaned { " ~ orphaned" } else { "" };
        subtree(f, root, spans, detail, 0, mark)?;
    }
    for root in linked {
        subtree(f, root, spans, detail, 0, " ~ linked")?;
    }
    Ok(())
}

fn has_parent(span: &FinishedSpan, spans: &[FinishedSpan]) -> bool {
    let Some(parent) = span.parent_span_id else {
        return false;
    };
    spans
        .iter()
        .any(|other| other.span_id == parent && other.trace_id == span.trace_id)
}

fn subtree(
    f: &mut String,
    span: &FinishedSpan,
    spans: &[FinishedSpan],
    detail: Detail,
    level: usize,
    mark: &str,
) -> fmt::Result {
    of_span(f, span, detail, level, mark)?;
    for child in children(span, spans) {
        subtree(f, child, spans, detail, level + 1, "")?;
    }
    Ok(())
}

fn children<'a>(
    span: &FinishedSpan,
    spans: &'a [FinishedSpan],
) -> impl Iterator<Item = &'a FinishedSpan> {
    let (trace_id, span_id) = (span.trace_id, span.span_id);
    spans
        .iter()
        .filter(move |child| child.parent_span_id == Some(span_id) && child.trace_id == trace_id)
}

/// The lines of one span.
fn of_span(
    f: &mut String,
    span: &FinishedSpan,
    detail: Detail,
    level: usize,
    mark: &str,
) -> fmt::Result {
    let indent = "  ".repeat(level);
    write!(f, "{indent}{}", span.name)?;
    if detail == Detail::Shape {
        return writeln!(f, "{mark}");
    }
    if let Some(kind) = kind(span.kind) {
        write!(f, " ({kind})")?;
    }
    // It stands with the status.
    let of_its_own = |(key, value): &&(Key, Value)| {
        !(span.is_cancelled() && key == "cancelled" && *value == Value::Bool(true))
    };
    attributes(f, span.attributes.iter().filter(of_its_own))?;
    status(f, span)?;
    writeln!(f, "{mark}")?;
    for event in &span.events {
        write!(f, "{indent}  ")?;
        self::event(f, event)?;
        writeln!(f)?;
    }
    Ok(())
}

fn kind(kind: SpanKind) -> Option<&'static str> {
    match kind {
        SpanKind::Internal => None,
        SpanKind::Server => Some("server"),
        SpanKind::Client => Some("client"),
        SpanKind::Producer => Some("producer"),
        SpanKind::Consumer => Some("consumer"),
    }
}

fn status(f: &mut String, span: &FinishedSpan) -> fmt::Result {
    told(f, span)?;
    if span.is_cancelled() {
        write!(f, " [cancelled]")?;
    }
    Ok(())
}

fn told(f: &mut String, span: &FinishedSpan) -> fmt::Result {
    let (word, message) = match span.status() {
        SpanStatus::Unset => return Ok(()),
        SpanStatus::Ok => ("ok", ""),
        SpanStatus::Error { message } => ("error", message),
        SpanStatus::Panicked { message } => ("panicked", message),
        other => return write!(f, " [{other:?}]"),
    };
    // The text of an exception stands in a line of its own.
    let said = |event: &FinishedEvent| {
        let text = event.attribute("exception.message").and_then(Value::as_str);
        text == Some(message)
    };
    if message.is_empty() || span.events.iter().any(said) {
        write!(f, " [{word}]")
    } else {
        write!(f, " [{word}: {}]", one_line(message))
    }
}

fn event(f: &mut String, event: &FinishedEvent) -> fmt::Result {
    let text = |key| event.attribute(key).and_then(Value::as_str);
    match (
        event.name.as_ref(),
        text("exception.type"),
        text("exception.message"),
    ) {
        ("exception", Some(of), Some(message)) => write!(f, "! {of}: {}", one_line(message)),
        ("exception", Some(of), None) => write!(f, "! {of}"),
        _ => {
            write!(f, "* {}", event.name)?;
            attributes(f, &event.attributes)
        }
    }
}

fn attributes<'a>(
    f: &mut String,
    attributes: impl IntoIterator<Item = &'a (Key, Value)>,
) -> fmt::Result {
    let mut sorted: Vec<_> = attributes.into_iter().collect();
    sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
    for (key, value) in sorted {
        match value {
            Value::Str(text) if needs_quotes(text) => write!(f, " {key}={text:?}")?,
            value => write!(f, " {key}={value}")?,
        }
    }
    Ok(())
}

/// Whether a text, standing bare, could be taken for something else.
fn needs_quotes(text: &str) -> bool {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && !matches!(c, '"' | '\\' | '[');
    text.is_empty()
        || !text.chars().all(plain)
        || text.parse::<f64>().is_ok()
        || text.parse::<bool>().is_ok()
}

/// With line ends escaped, so that each event is one line.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            let _ = write!(line, "{}", c.escape_default());
        } else {
            line.push(c);
        }
    }
    line
}
