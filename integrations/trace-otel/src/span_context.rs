//! Span contexts of ours as OpenTelemetry's, and back.

use opentelemetry::trace::TraceState;
#[cfg(feature = "bridge")]
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId};
#[cfg(feature = "bridge")]
use trace_runtime as ours;

/// The same span, for the API of OpenTelemetry.
#[cfg(feature = "bridge")]
pub(crate) fn to_otel(span: &ours::SpanContext) -> SpanContext {
    SpanContext::new(
        TraceId::from_bytes(span.trace_id().to_bytes()),
        SpanId::from_bytes(span.span_id().to_bytes()),
        TraceFlags::new(span.flags().to_u8()),
        span.is_remote(),
        trace_state(span.trace_state().as_str()),
    )
}

/// The same span, for us; `None` if its ids are zeros.
#[cfg(feature = "bridge")]
pub(crate) fn from_otel(span: &SpanContext) -> Option<ours::SpanContext> {
    let make = match span.is_remote() {
        true => ours::SpanContext::remote,
        false => ours::SpanContext::new,
    };
    let list = span.trace_state().header();
    Some(make(
        ours::TraceId::from_u128(u128::from_be_bytes(span.trace_id().to_bytes()))?,
        ours::SpanId::from_u64(u64::from_be_bytes(span.span_id().to_bytes()))?,
        ours::context::TraceFlags::from_u8(span.trace_flags().to_u8()),
        ours::context::TraceState::parse(&list).unwrap_or_default(),
    ))
}

/// The vendors' list. One that the SDK cannot read is dropped, as the W3C specification
/// asks.
pub(crate) fn trace_state(list: &str) -> TraceState {
    if list.is_empty() {
        return TraceState::NONE;
    }
    list.parse().unwrap_or_default()
}
