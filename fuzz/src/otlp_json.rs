//! OTLP in JSON: what `serde_json` reads is read; what is read is written and read again as
//! the same; in protobuf it is never longer.

use trace_model::Trace;
use trace_model::otlp::{Batch, Limits, Refused, Signal, json, read_traces};

use crate::otlp_batch::is_written_and_read;

/// Reads `data` as spans and as log lines.
pub fn check(data: &[u8]) {
    for signal in [Signal::Traces, Signal::Logs] {
        let read = json::to_protobuf(signal, data, &Limits::default());
        match (&read, parsed(data)) {
            (Ok(_), Some(value)) => assert!(value.is_some_and(|value| value.is_object())),
            (Err(error), Some(Some(value))) => {
                let is_no_list = error.to_string().ends_with("a list belongs here");
                assert!(is_no_list || !value.is_object(), "{error}");
            }
            _ => {}
        }
        let Ok((bytes, _)) = read else { continue };
        assert!(bytes.len() <= data.len(), "{} bytes", bytes.len());
        let (batch, _) = Batch::read(signal, bytes.into(), &Limits::default())
            .expect("what is written is a request");
        for trace in read_traces(&batch) {
            is_written_and_read(&trace);
            is_same_in_json(signal, &trace);
        }
    }
}

/// What `serde_json` says: a value, or that it is none. `None` where its rules are others: it
/// bounds numbers and nesting, and refuses halves of surrogates.
pub(crate) fn parsed(data: &[u8]) -> Option<Option<serde_json::Value>> {
    match serde_json::from_slice(data) {
        Ok(value) => Some(Some(value)),
        Err(error) => {
            let why = error.to_string();
            let others = [
                "number out of range",
                "recursion limit",
                "surrogate",
                "hex escape",
            ];
            let is_other = others.iter().any(|other| why.contains(other));
            (!is_other).then_some(None)
        }
    }
}

fn is_same_in_json(signal: Signal, trace: &Trace) {
    let text = match signal {
        Signal::Traces => json::write_traces_data(trace),
        Signal::Logs => json::write_logs_data(trace),
    };
    let (bytes, refused) = json::to_protobuf(signal, text.as_bytes(), &Limits::default())
        .expect("what is written is JSON");
    assert_eq!(refused, Refused::default());
    let (batch, refused) =
        Batch::read(signal, bytes.into(), &Limits::default()).expect("it is a request");
    assert_eq!(refused, Refused::default());
    let again = read_traces(&batch);
    assert_eq!(format!("{again:?}"), format!("{:?}", [trace]));
}
