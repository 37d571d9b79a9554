//! What is written is read again, in either encoding.

use proptest::prelude::*;
use trace_model::Trace;
use trace_model::otlp::{Batch, Limits, Refused, Signal, json, read_traces, write_trace};

use crate::arbitrary::trace;

fn read(signal: Signal, bytes: Vec<u8>) -> Trace {
    let (batch, refused) =
        Batch::read(signal, bytes.into(), &Limits::default()).expect("it was written whole");
    assert_eq!(refused, Refused::default());
    let mut traces = read_traces(&batch);
    assert_eq!(traces.len(), 1);
    traces.remove(0)
}

/// As text, where a NaN is like another.
fn shown(trace: &impl std::fmt::Debug) -> String {
    format!("{trace:?}")
}

fn protobuf_of(signal: Signal, text: &str) -> Vec<u8> {
    let (bytes, refused) = json::to_protobuf(signal, text.as_bytes(), &Limits::default())
        .expect("what is written can be read");
    assert_eq!(refused, Refused::default());
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_trace_written_in_protobuf_is_read_again(trace in trace()) {
        let (spans, lines) = write_trace(&trace);
        let read_spans = read(Signal::Traces, spans).spans;
        let read_lines = read(Signal::Logs, lines).logs;
        prop_assert_eq!(shown(&read_spans), shown(&trace.spans));
        prop_assert_eq!(shown(&read_lines), shown(&trace.logs));
    }

    #[test]
    fn a_trace_written_in_json_is_read_again(trace in trace()) {
        let spans = protobuf_of(Signal::Traces, &json::write_traces_data(&trace));
        let lines = protobuf_of(Signal::Logs, &json::write_logs_data(&trace));
        prop_assert_eq!(shown(&read(Signal::Traces, spans).spans), shown(&trace.spans));
        prop_assert_eq!(shown(&read(Signal::Logs, lines).logs), shown(&trace.logs));
    }

    #[test]
    fn bytes_at_random_are_refused_or_can_be_decoded(
        trace in trace(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (mut bytes, _) = write_trace(&trace);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok((batch, _)) = Batch::read(Signal::Traces, bytes.into(), &Limits::default()) {
            let decoded: usize = read_traces(&batch).iter().map(|trace| trace.spans.len()).sum();
            prop_assert_eq!(decoded, batch.entries().len());
        }
    }
}
