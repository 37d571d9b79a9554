//! A request of OTLP as it comes in: where the protobuf library of others reads it, ours
//! finds the same spans; what it takes can be decoded, written and read again.

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::trace::v1::Span as Theirs;
use prost::Message;
use trace_model::otlp::{Batch, Limits, Refused, Signal, read_traces, write_trace};
use trace_model::{Span, Trace};

/// Reads `data` as spans and as log lines.
pub fn check(data: &[u8]) {
    let read = |signal| Batch::read(signal, data.to_vec().into(), &Limits::default());
    let spans = read(Signal::Traces);
    if let Ok(theirs) = ExportTraceServiceRequest::decode(data) {
        match &spans {
            Ok((batch, refused)) => agrees(batch, refused, theirs),
            Err(_) => assert!(may_have_group(data)),
        }
    }
    for (batch, _) in [spans, read(Signal::Logs)].into_iter().flatten() {
        let traces = read_traces(&batch);
        let decoded = |trace: &Trace| trace.spans.len() + trace.logs.len();
        let decoded: usize = traces.iter().map(decoded).sum();
        assert_eq!(
            decoded,
            batch.entries().len(),
            "what is taken can be decoded"
        );
        for trace in &traces {
            is_written_and_read(trace);
        }
    }
}

/// In [`Batch::read`], a span may be refused; none may be overlooked.
fn agrees(batch: &Batch, refused: &Refused, theirs: ExportTraceServiceRequest) {
    let scopes = theirs
        .resource_spans
        .into_iter()
        .flat_map(|group| group.scope_spans);
    let theirs: Vec<Theirs> = scopes.flat_map(|group| group.spans).collect();
    let ours = batch.entries().len() as u64;
    assert_eq!(ours + refused.count, theirs.len() as u64);
    if refused.count > 0 {
        return;
    }
    for (entry, theirs) in batch.entries().iter().zip(&theirs) {
        assert_eq!(entry.trace_id.to_bytes()[..], theirs.trace_id[..]);
        assert_eq!(entry.start_unix_nanos, theirs.start_time_unix_nano);
        assert_eq!(entry.end_unix_nanos, theirs.end_time_unix_nano);
        assert_eq!(
            entry.is_root,
            theirs.parent_span_id.iter().all(|byte| *byte == 0)
        );
    }
    let traces = read_traces(batch);
    for entry in batch.entries() {
        assert!(traces.iter().any(|trace| trace.id == entry.trace_id));
    }
    for ours in traces.iter().flat_map(|trace| &trace.spans) {
        assert!(
            theirs.iter().any(|theirs| is_same(ours, theirs)),
            "{ours:?}"
        );
    }
}

fn is_same(ours: &Span, theirs: &Theirs) -> bool {
    ours.span_id.to_bytes()[..] == theirs.span_id[..]
        && *ours.name == *theirs.name
        && *ours.trace_state == *theirs.trace_state
        && ours.flags == theirs.flags
        && ours.attributes.len() == theirs.attributes.len()
        && ours.events.len() == theirs.events.len()
        && ours.dropped_links == theirs.dropped_links_count
}

/// A trace is the same when it was written and read again; a NaN is like another.
pub(crate) fn is_written_and_read(trace: &Trace) {
    let (spans, lines) = write_trace(trace);
    let mut again = Trace::new(trace.id);
    for (signal, bytes) in [(Signal::Traces, spans), (Signal::Logs, lines)] {
        let (batch, refused) = Batch::read(signal, bytes.into(), &Limits::default())
            .expect("what is written is a request");
        assert_eq!(refused, Refused::default());
        for read in read_traces(&batch) {
            again.spans.extend(read.spans);
            again.logs.extend(read.logs);
        }
    }
    assert_eq!(format!("{again:?}"), format!("{trace:?}"));
}

/// Groups, long deprecated, are skipped by the library, and refused by us: a tag of theirs is
/// of wire type 3 or 4.
fn may_have_group(data: &[u8]) -> bool {
    data.iter().any(|byte| matches!(byte & 7, 3 | 4))
}
