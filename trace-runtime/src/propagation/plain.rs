//! The plain family: `X-Trace-Id`, `X-Span-Id`, `X-Parent-Span-Id`, `X-Sampled`.
//!
//! No standard, but what many services without a tracer send by hand: ids in
//! hex, dashes of a UUID allowed.

use super::carrier::single;
use super::propagators::Remote;
use super::traceparent::Traceparent;
use super::{Extractor, Injector};
use crate::id::{SpanId, TraceFlags, TraceId, parse_hex};

/// Reads the family. The caller's span is `X-Span-Id`, or, where only that is
/// sent, `X-Parent-Span-Id`.
pub(super) fn extract(carrier: &dyn Extractor) -> Remote {
    let sampled = single(carrier, "x-sampled").and_then(|value| match value.trim() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    });
    let trace_id = single(carrier, "x-trace-id").and_then(trace_id);
    let span_id = single(carrier, "x-span-id")
        .or_else(|| single(carrier, "x-parent-span-id"))
        .and_then(span_id);
    match (trace_id, span_id) {
        (Some(trace_id), Some(span_id)) => Remote::Parent(Traceparent {
            trace_id,
            span_id,
            flags: TraceFlags::default().with_sampled(sampled.unwrap_or(true)),
        }),
        _ => Remote::from_hint(sampled),
    }
}

fn trace_id(text: &str) -> Option<TraceId> {
    let digits = text.trim().replace('-', "").to_ascii_lowercase();
    let id = parse_hex::<32>(digits.as_bytes()).ok()?;
    TraceId::from_u128(id)
}

fn span_id(text: &str) -> Option<SpanId> {
    let digits = text.trim().to_ascii_lowercase();
    let id = parse_hex::<16>(digits.as_bytes()).ok()?;
    SpanId::from_u64(id as u64)
}

/// Writes the family.
pub(super) fn inject(parent: &Traceparent, carrier: &mut dyn Injector) {
    carrier.set("x-trace-id", &parent.trace_id.to_string());
    carrier.set("x-span-id", &parent.span_id.to_string());
    let sampled = if parent.flags.is_sampled() { "1" } else { "0" };
    carrier.set("x-sampled", sampled);
}
