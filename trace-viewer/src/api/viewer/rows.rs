//! From spans to the rows that are drawn.

use std::collections::HashMap;
use std::sync::Arc;

use trace_model::{SpanId, Status, Trace};

use super::order::{Why, order};
use super::shapes::Rows;

/// The rows of a trace, and the names in them. A child stands under its parent, and siblings
/// stand by start, then end, then id. Every span has one row, whatever the parents say: what
/// stands under itself is cut at the earliest span.
pub(super) fn of(trace: &Trace) -> (Rows, Vec<Arc<str>>) {
    let mut lines: HashMap<SpanId, u32> = HashMap::new();
    for span_id in trace.logs.iter().filter_map(|line| line.span_id) {
        *lines.entry(span_id).or_default() += 1;
    }
    let start = trace.interval().unwrap_or_default().0;
    let mut strings = Strings::default();
    let mut rows = Rows::default();
    let mut row_of = vec![-1; trace.spans.len()];
    for (row, place) in order(&trace.spans).into_iter().enumerate() {
        let span = &trace.spans[place.at];
        row_of[place.at] = row as i64;
        rows.span_id.push(span.span_id.to_string());
        rows.parent
            .push(place.parent.map_or(-1, |parent| row_of[parent]));
        rows.depth.push(place.depth);
        rows.start.push(span.start_unix_nanos - start);
        rows.duration.push(span.duration_nanos());
        rows.name.push(strings.place(&span.name));
        rows.service.push(strings.place(&span.service()));
        rows.kind.push(span.kind.number());
        rows.status.push(match span.status {
            Status::Unset => 0,
            Status::Ok => 1,
            Status::Error { .. } => 2,
        });
        rows.events.push(span.events.len() as u32);
        rows.links.push(span.links.len() as u32);
        rows.logs
            .push(lines.get(&span.span_id).copied().unwrap_or_default());
        match place.why {
            Why::Orphan => rows.orphans.push(row as u32),
            Why::Circle => rows.circles.push(row as u32),
            Why::Root | Why::Child => {}
        }
    }
    (rows, strings.all)
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
