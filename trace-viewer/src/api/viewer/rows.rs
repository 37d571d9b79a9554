//! From what a trace says to the rows that are drawn.

use std::collections::HashMap;
use std::sync::Arc;

use trace_analysis::{Analysis, Outcome, Row, What, Window};
use trace_model::{SpanId, Trace};

use super::shapes::Rows;

/// The rows of a trace, and the names in them. Every span has one row, whatever the parents
/// say; a span that others name as their parent and that has not come has one too, and so has
/// the trace itself where it has several roots.
///
/// Times are from `start` on, the earliest start of a row. Only the rows of `window` are told,
/// where there is one.
pub(super) fn of(
    trace: &Trace,
    analysis: &Analysis,
    start: u64,
    window: Option<&Window>,
) -> (Rows, Vec<Arc<str>>) {
    let lines = lines(trace);
    let tree = &analysis.tree;
    let mut strings = Strings::default();
    let mut rows = Rows::default();
    let all: Vec<u32>;
    let told = match window {
        Some(window) => &window.rows,
        None => {
            all = (0..tree.rows.len() as u32).collect();
            &all
        }
    };
    for (at, here) in told.iter().copied().zip(0..) {
        let row = &tree.rows[at as usize];
        let name = |name: Option<&Arc<str>>| name.cloned().unwrap_or_else(|| "".into());
        let parent = match window {
            Some(window) => row.parent.and_then(|parent| window.place(parent)),
            None => row.parent,
        };
        rows.parent.push(parent.map_or(-1, i64::from));
        rows.depth.push(row.depth);
        rows.start.push(row.time.start - start);
        rows.duration.push(row.time.nanos());
        rows.own.push(analysis.times.own[at as usize]);
        rows.under_way.push(analysis.times.under_way[at as usize]);
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
            rows.circles.push(here);
        }
        of_span(trace, row, here, &lines, &mut rows);
    }
    if let Some(window) = window {
        rows.place.clone_from(&window.rows);
        rows.hidden.clone_from(&window.hidden);
        rows.hidden_children.clone_from(&window.hidden_children);
    }
    (rows, strings.all)
}

/// What only a span has.
fn of_span(trace: &Trace, row: &Row, here: u32, lines: &HashMap<SpanId, u32>, rows: &mut Rows) {
    let span = row.span().and_then(|span| trace.spans.get(span as usize));
    if let What::Missing(_) = row.what {
        rows.missing.push(here);
    }
    rows.span_id
        .push(id(trace, row).map_or_else(String::new, |id| id.to_string()));
    rows.events
        .push(span.map_or(0, |span| span.events.len() as u32));
    rows.links
        .push(span.map_or(0, |span| span.links.len() as u32));
    let lines = span.and_then(|span| lines.get(&span.span_id));
    rows.logs.push(lines.copied().unwrap_or_default());
}

/// The id of the span, or of the one that has not come; none where the row is the trace.
pub(super) fn id(trace: &Trace, row: &Row) -> Option<SpanId> {
    match row.what {
        What::Missing(id) => Some(id),
        What::Span(span) => trace.spans.get(span as usize).map(|span| span.span_id),
        What::Trace => None,
    }
}

/// The earliest start: a clock may be wrong, and a child begin before its root.
pub(super) fn start(analysis: &Analysis) -> u64 {
    let starts = analysis.tree.rows.iter().map(|row| row.time.start);
    starts.min().unwrap_or_default()
}

/// How many spans have a row.
pub(super) fn spans(analysis: &Analysis) -> u32 {
    let spans = analysis.tree.rows.iter().filter_map(Row::span);
    spans.count() as u32
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
