//! What stands under the line of a span: its events, and its log lines.

use std::collections::HashMap;
use std::fmt::Write;

use trace_model::{Attribute, SpanId, Trace};

use super::super::text::{escape, nanos};

/// Events and log lines, by the span in which they were.
#[derive(Debug)]
pub(super) struct Notes<'a> {
    trace: &'a Trace,
    logs: HashMap<Option<SpanId>, Vec<usize>>,
}

/// Attributes beyond these are counted only.
const ATTRIBUTES: usize = 6;

impl<'a> Notes<'a> {
    pub(super) fn of(trace: &'a Trace) -> Self {
        let mut logs: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, line) in trace.logs.iter().enumerate() {
            logs.entry(line.span_id).or_default().push(at);
        }
        Notes { trace, logs }
    }

    /// The lines under the span at this place, in the order of their times; escaped.
    pub(super) fn under(&self, span: usize, start: u64) -> Vec<String> {
        let Some(span) = self.trace.spans.get(span) else {
            return Vec::new();
        };
        let mut notes: Vec<(u64, String)> = Vec::new();
        for event in &span.events {
            let text = format!("{}{}", escape(&event.name), said(&event.attributes));
            notes.push((event.unix_nanos, text));
        }
        let logs = self.logs.get(&Some(span.span_id));
        notes.extend(logs.into_iter().flatten().map(|at| self.log(*at)));
        in_time(notes, start)
    }

    /// The log lines whose span has not come, or that name none.
    pub(super) fn elsewhere(&self, start: u64) -> Vec<String> {
        let spans: std::collections::HashSet<_> =
            self.trace.spans.iter().map(|span| span.span_id).collect();
        let homeless = |id: &Option<SpanId>| id.is_none_or(|id| !spans.contains(&id));
        let logs = self.logs.iter().filter(|(id, _)| homeless(id));
        let logs = logs.flat_map(|(_, logs)| logs).map(|at| self.log(*at));
        in_time(logs.collect(), start)
    }

    fn log(&self, at: usize) -> (u64, String) {
        let line = &self.trace.logs[at];
        let body = line.body.to_string();
        let severity = escape(&line.severity_text);
        let text = format!("{severity} {}{}", escape(&body), said(&line.attributes));
        (line.time(), text.trim_start().to_owned())
    }
}

fn in_time(mut notes: Vec<(u64, String)>, start: u64) -> Vec<String> {
    notes.sort_by_key(|(time, _)| *time);
    notes
        .into_iter()
        .map(|(time, text)| match time.checked_sub(start) {
            Some(after) => format!("+{} {text}", nanos(after)),
            None => format!("-{} {text}", nanos(start - time)),
        })
        .collect()
}

fn said(attributes: &[Attribute]) -> String {
    let mut out = String::new();
    for attribute in attributes.iter().take(ATTRIBUTES) {
        let value = attribute.value.to_string();
        // Writing to a `String` cannot fail.
        let _ = write!(out, " {}={}", escape(&attribute.key), escape(&value));
    }
    if let Some(more @ 1..) = attributes.len().checked_sub(ATTRIBUTES) {
        let _ = write!(out, " and {more} more");
    }
    out
}
