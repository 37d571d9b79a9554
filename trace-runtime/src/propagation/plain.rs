//! The plain family: `X-Trace-Id`, `X-Span-Id`, `X-Parent-Span-Id`, `X-Sampled`.
//!
//! No standard, but what many services without a tracer send by hand: ids in
//! hex, dashes of a UUID allowed. What cannot be read is no mistake, since others
//! use the same names for ids of their own.

use super::carrier::{single, without_blanks};
use super::outgoing::Outgoing;
use super::remote::Remote;
use super::{Extractor, Injector, hex_id};
use crate::context::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

/// Reads the family. The caller's span is `X-Span-Id`, or, where only that is
/// sent, `X-Parent-Span-Id`.
pub(super) fn extract(carrier: &dyn Extractor) -> Remote {
    let read = |name| single(carrier, name).map(without_blanks);
    let sampled = match read("x-sampled") {
        Some("1" | "true") => Some(true),
        Some("0" | "false") => Some(false),
        _ => None,
    };
    let trace_id = read("x-trace-id").and_then(trace_id);
    let span_id = |name| -> Option<SpanId> { hex_id::span_id(read(name)?) };
    let span_id = span_id("x-span-id").or_else(|| span_id("x-parent-span-id"));
    match (trace_id, span_id) {
        (Some(trace_id), Some(span_id)) => Remote::Parent(SpanContext::remote(
            trace_id,
            span_id,
            TraceFlags::default().with_sampled(sampled.unwrap_or(true)),
            TraceState::default(),
        )),
        _ => sampled.map_or(Remote::None, Remote::Sampled),
    }
}

/// Hex digits, or a UUID: 8-4-4-4-12 of them.
fn trace_id(text: &str) -> Option<TraceId> {
    let is_uuid = text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    match is_uuid {
        true => hex_id::trace_id(&text.replace('-', "")),
        false => hex_id::trace_id(text),
    }
}

/// Writes the family.
pub(super) fn inject(context: &Outgoing<'_>, carrier: &mut dyn Injector) {
    carrier.set("x-trace-id", &context.trace_id.to_string());
    carrier.set("x-span-id", &context.span_id.to_string());
    let sampled = context.flags.is_sampled();
    carrier.set("x-sampled", if sampled { "1" } else { "0" });
}
