//! The same for programs.

use serde_json::{Value, json};
use trace_analysis::{Analysis, Row, What};
use trace_model::Trace;

use super::picture::Picture;
use crate::said;

/// What [`render`](super::render) draws, as JSON: the sentence first, then the rows in the
/// order in which they are shown. Times are nanoseconds; absolute ones are texts, because not
/// every reader of JSON holds 64 bits.
pub fn to_json(trace: &Trace, analysis: &Analysis, cut_from: Option<u64>) -> Value {
    let picture = Picture::of(trace, analysis);
    let times = picture.times();
    let rows = picture
        .rows()
        .map(|(at, row)| shown(&picture, at, row, times.start));
    json!({
        "traceId": trace.id.to_string(),
        "sentence": said::sentence(analysis),
        "findings": said::findings(analysis, &picture.causes),
        "patterns": analysis.findings.iter().map(|found| json!({
            "sentence": found.sentence(&analysis.tree),
            "row": found.row,
            "rows": found.rows,
            "lostNano": found.nanos,
        })).collect::<Vec<_>>(),
        "startUnixNano": times.start.to_string(),
        "durationNano": times.end - times.start,
        "spanCount": trace.spans.len(),
        "logCount": trace.logs.len(),
        "cutFrom": cut_from,
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn shown(picture: &Picture<'_>, at: u32, row: &Row, start: u64) -> Value {
    let analysis = picture.analysis;
    let mut shown = json!({
        "depth": row.depth,
        "offsetNano": row.time.start - start,
        "durationNano": row.time.nanos(),
        "selfNano": analysis.times.own[at as usize],
        "criticalPathNano": analysis.path.nanos[at as usize],
    });
    if let What::Missing(id) = row.what {
        shown["missingSpanId"] = id.to_string().into();
    }
    if let Some(span) = picture.span(row) {
        shown["spanId"] = span.span_id.to_string().into();
        shown["service"] = (*span.service()).into();
        shown["name"] = (*span.name).into();
        shown["kind"] = span.kind.as_str().into();
    }
    match (picture.causes.get(at), row.is_error()) {
        (Some(message), _) => shown["error"] = json!({ "isCause": true, "message": message }),
        (None, true) => shown["error"] = json!({ "isCause": false }),
        (None, false) => {}
    }
    shown
}
