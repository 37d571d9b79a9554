//! Spans of Zipkin: each is taken or refused; what is taken can be written and read again,
//! and is at most three times as long.

use trace_model::otlp::{Batch, Limits, Refused, Signal, read_traces};
use trace_model::zipkin;

use crate::otlp_batch::is_written_and_read;
use crate::otlp_json::parsed;

/// Reads `data` as a list of spans.
pub fn check(data: &[u8]) {
    let read = zipkin::to_protobuf(data);
    let list = parsed(data).map(|value| value.and_then(|value| value.as_array().cloned()));
    if let Some(list) = &list {
        assert_eq!(read.is_ok(), list.is_some(), "{read:?}");
    }
    let Ok((bytes, refused)) = read else { return };
    assert!(bytes.len() <= 3 * data.len(), "{} bytes", bytes.len());
    let (batch, none) = Batch::read(Signal::Traces, bytes.into(), &Limits::default())
        .expect("what is written is a request");
    assert_eq!(none, Refused::default());
    if let Some(Some(list)) = list {
        let taken = batch.entries().len() as u64;
        assert_eq!(taken + refused.count, list.len() as u64);
    }
    for trace in read_traces(&batch) {
        is_written_and_read(&trace);
    }
}
