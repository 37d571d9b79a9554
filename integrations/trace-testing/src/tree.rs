//! A trace as text that is the same in every run: without times and ids.

use std::fmt::{self, Write};

use trace_runtime::exporter::{FinishedEvent, FinishedSpan, SpanStatus};
use trace_runtime::{Key, Kind, TraceId, Value};

/// Writes the trace, then those that link to it.
pub(crate) fn write(
    f: &mut fmt::Formatter<'_>,
    trace_id: TraceId,
    spans: &[FinishedSpan],
) -> fmt::Result {
    let is_root = |span: &&FinishedSpan| !has_parent(span, spans);
    let (own, linked): (Vec<_>, Vec<_>) = spans
        .iter()
        .filter(is_root)
        .partition(|span| span.trace_id == trace_id);
    for root in own {
        let orphaned = root.parent_span_id.is_some() && !root.parent_is_remote;
        let mark = if orphaned { " ~ orphaned" } else { "" };
        subtree(f, root, spans, 0, mark)?;
    }
    for root in linked {
        subtree(f, root, spans, 0, " ~ linked")?;
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
    f: &mut fmt::Formatter<'_>,
    span: &FinishedSpan,
    spans: &[FinishedSpan],
    level: usize,
    mark: &str,
) -> fmt::Result {
    let indent = "  ".repeat(level);
    write!(f, "{indent}{}", span.name)?;
    if let Some(kind) = kind(span.kind) {
        write!(f, " ({kind})")?;
    }
    attributes(f, &span.attributes)?;
    status(f, span.status())?;
    writeln!(f, "{mark}")?;
    for event in &span.events {
        write!(f, "{indent}  ")?;
        self::event(f, event)?;
        writeln!(f)?;
    }
    let is_child = |child: &&FinishedSpan| {
        child.parent_span_id == Some(span.span_id) && child.trace_id == span.trace_id
    };
    for child in spans.iter().filter(is_child) {
        subtree(f, child, spans, level + 1, "")?;
    }
    Ok(())
}

fn kind(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Internal => None,
        Kind::Server => Some("server"),
        Kind::Client => Some("client"),
        Kind::Producer => Some("producer"),
        Kind::Consumer => Some("consumer"),
    }
}

fn status(f: &mut fmt::Formatter<'_>, status: SpanStatus<'_>) -> fmt::Result {
    match status {
        SpanStatus::Unset => Ok(()),
        SpanStatus::Ok => f.write_str(" [ok]"),
        // The text of an exception stands in a line of its own.
        SpanStatus::Error { .. } => f.write_str(" [error]"),
        SpanStatus::Cancelled => f.write_str(" [cancelled]"),
        SpanStatus::Panicked { .. } => f.write_str(" [panicked]"),
        other => write!(f, " [{other:?}]"),
    }
}

fn event(f: &mut fmt::Formatter<'_>, event: &FinishedEvent) -> fmt::Result {
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

fn attributes(f: &mut fmt::Formatter<'_>, attributes: &[(Key, Value)]) -> fmt::Result {
    let mut sorted: Vec<_> = attributes.iter().collect();
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
