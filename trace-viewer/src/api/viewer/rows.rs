//! From what a trace says to the rows that are drawn.

use std::collections::HashMap;
use std::sync::Arc;

use trace_analysis::{Analysis, Outcome, Row, What};
use trace_model::{SpanId, Trace};

use super::shapes::Rows;

/// The rows of a trace, and the names in them. Every span has one row, whatever the parents
/// say; a span that others name as their parent and that has not come has one too, and so has
/// the trace itself where it has several roots.
///
/// Times are from `start` on, the earliest start of a row.
pub(super) fn of(trace: &Trace, analysis: &Analysis, start: u64) -> (Rows, Vec<Arc<str>>) {
    let lines = lines(trace);
    let tree = &analysis.tree;
    let mut strings = Strings::default();
    let mut rows = Rows::default();
    for (row, at) in tree.rows.iter().zip(0..) {
        let name = |name: Option<&Arc<str>>| name.cloned().unwrap_or_else(|| "".into());
        rows.parent.push(row.parent.map_or(-1, i64::from));
        rows.depth.push(row.depth);
        rows.start.push(row.time.start - start);
        rows.duration.push(row.time.nanos());
        rows.own.push(analysis.times.own[at as usize]);
        rows.critical.push(analysis.path.nanos[at as usize]);
        rows.name
            .push(strings.place(&name(tree.operation_name(at))));
        rows.service
            .push(strings.place(&name(tree.service_name(at))));
        rows.kind.push(row.kind.number());
        rows.status.push(match row.outcome {
            Outcome::Unset => 0,
            Outcome::Ok => 1,
            Outcome::Error => 2,
        });
        if row.marks.cycle {
            rows.circles.push(at);
        }
        of_span(trace, row, at, &lines, &mut rows);
    }
    (rows, strings.all)
}

/// What only a span has.
fn of_span(trace: &Trace, row: &Row, at: u32, lines: &HashMap<SpanId, u32>, rows: &mut Rows) {
    let span = row.span().and_then(|span| trace.spans.get(span as usize));
    let id = match row.what {
        What::Missing(id) => {
            rows.missing.push(at);
            Some(id)
        }
        What::Span(_) | What::Trace => span.map(|span| span.span_id),
    };
    rows.span_id
        .push(id.map_or_else(String::new, |id| id.to_string()));
    rows.events
        .push(span.map_or(0, |span| span.events.len() as u32));
    rows.links
        .push(span.map_or(0, |span| span.links.len() as u32));
    let lines = span.and_then(|span| lines.get(&span.span_id));
    rows.logs.push(lines.copied().unwrap_or_default());
}

/// How many log lines each span has.
fn lines(trace: &Trace) -> HashMap<SpanId, u32> {
    let mut lines = HashMap::new();
    for span_id in trace.logs.iter().filter_map(|line| line.span_id) {
        *lines.entry(span_id).or_default() += 1;
    }
    lines
}

/// Names, each once.
#[derive(Default)]
struct Strings {
    all: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

impl Strings {
    fn place(&mut self, text: &Arc<str>) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = self.all.len() as u32;
        self.all.push(text.clone());
        self.places.insert(text.clone(), place);
        place
    }
}
