//! B3, the headers of Zipkin: one (`b3`) or several (`X-B3-…`).

use super::carrier::single;
use super::propagators::Remote;
use super::traceparent::Traceparent;
use super::{Extractor, Injector};
use crate::id::{SpanId, TraceFlags, TraceId, parse_hex};

/// Reads `b3`, else the `X-B3-…` headers.
pub(super) fn extract(carrier: &dyn Extractor) -> Remote {
    match single(carrier, "b3") {
        Some(value) => extract_single(value),
        None => extract_multi(carrier),
    }
}

/// `{trace id}-{span id}-{sampling}-{parent}`, the last two optional, or the
/// sampling state alone.
fn extract_single(value: &str) -> Remote {
    let mut parts = value.trim().split('-');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next());
    let Some(span_id) = second else {
        return Remote::from_hint(sampling(first));
    };
    let sampled = parts.next().map(sampling);
    let parent = parts.next();
    // A state or a parent that cannot be read, or a part too many, makes the
    // header as a whole wrong.
    let sound = !matches!(sampled, Some(None))
        && parent.is_none_or(|parent| self::span_id(parent).is_some())
        && parts.next().is_none();
    if !sound {
        return Remote::None;
    }
    context(first, span_id, sampled.flatten())
}

fn extract_multi(carrier: &dyn Extractor) -> Remote {
    let sampled = match single(carrier, "x-b3-flags").map(str::trim) {
        Some("1") => Some(true), // debug: record, whatever the sampler thinks
        _ => single(carrier, "x-b3-sampled").and_then(|value| match value.trim() {
            "true" => Some(true),
            "false" => Some(false),
            state => sampling(state),
        }),
    };
    match (
        single(carrier, "x-b3-traceid"),
        single(carrier, "x-b3-spanid"),
    ) {
        (Some(trace_id), Some(span_id)) => context(trace_id.trim(), span_id.trim(), sampled),
        _ => Remote::from_hint(sampled),
    }
}

/// Without a state the decision is left to the one who reads it: the caller
/// took part, so its trace goes on.
fn context(trace_id: &str, span_id: &str, sampled: Option<bool>) -> Remote {
    match (self::trace_id(trace_id), self::span_id(span_id)) {
        (Some(trace_id), Some(span_id)) => Remote::Parent(Traceparent {
            trace_id,
            span_id,
            flags: TraceFlags::default().with_sampled(sampled.unwrap_or(true)),
        }),
        _ => Remote::None,
    }
}

fn sampling(state: &str) -> Option<bool> {
    match state {
        "1" | "d" => Some(true),
        "0" => Some(false),
        _ => None,
    }
}

/// 32 digits, or the 16 of older services.
fn trace_id(text: &str) -> Option<TraceId> {
    let text = text.to_ascii_lowercase();
    let id = match text.len() {
        16 => parse_hex::<16>(text.as_bytes()),
        _ => parse_hex::<32>(text.as_bytes()),
    };
    id.ok().and_then(TraceId::from_u128)
}

fn span_id(text: &str) -> Option<SpanId> {
    let text = text.to_ascii_lowercase();
    let id = parse_hex::<16>(text.as_bytes()).ok()?;
    SpanId::from_u64(id as u64)
}

/// `b3` in one header.
pub(super) fn inject_single(parent: &Traceparent, carrier: &mut dyn Injector) {
    let sampled = u8::from(parent.flags.is_sampled());
    let value = format!("{}-{}-{sampled}", parent.trace_id, parent.span_id);
    carrier.set("b3", &value);
}

/// The `X-B3-…` headers.
pub(super) fn inject_multi(parent: &Traceparent, carrier: &mut dyn Injector) {
    carrier.set("x-b3-traceid", &parent.trace_id.to_string());
    carrier.set("x-b3-spanid", &parent.span_id.to_string());
    let sampled = if parent.flags.is_sampled() { "1" } else { "0" };
    carrier.set("x-b3-sampled", sampled);
}
