//! Contracts as contexts of OpenTelemetry, and back.

use opentelemetry::baggage::{Baggage as OtelBaggage, BaggageExt as _};
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry::{Context, KeyValue};
use trace_runtime::context::Baggage;
use trace_runtime::propagation::Extracted;
use trace_runtime::{ContextMissing, SealedContract, SpanContext, TraceContract};

use super::attached::release;
use super::entered::{self, Innermost, MadeUnder};
use super::stats;
use crate::span_context::{from_otel, to_otel};

/// Makes a context of OpenTelemetry whose children are children of the contract's span,
/// with its baggage: for code that takes one, such as a tracer or a propagator of
/// theirs.
///
/// ```
/// use opentelemetry::trace::{TraceContextExt as _, Tracer as _};
///
/// # fn example(cx: &trace_runtime::TraceContract, tracer: opentelemetry_sdk::trace::SdkTracer) {
/// let span = tracer.start_with_context("render", &trace_otel::bridge::otel_context(cx));
/// # drop(span);
/// # }
/// ```
pub fn otel_context(cx: &TraceContract) -> Context {
    release();
    made_from(cx.span_context(), cx.baggage())
}

/// The contract to go on with where a function of `tracing` has none to hand down: under
/// the innermost on this thread, be it a contract or a span of OpenTelemetry.
///
/// It stands in for [`trace_runtime::current`] while both are at work. Under a span of
/// OpenTelemetry in the trace of a contract, correlation id and baggage are the
/// contract's; elsewhere the baggage is OpenTelemetry's.
///
/// # Errors
///
/// [`ContextMissing`] when there is neither; each is counted in
/// [`stats`](trace_runtime::stats()) as `context_missing`.
///
/// ```
/// use trace_runtime::{TraceContract, no_span, traced};
///
/// #[traced]
/// async fn price(cx: &TraceContract, order: u64) -> u64 {
///     order * 100
/// }
///
/// // Not migrated yet: it has no contract.
/// #[tracing::instrument]
/// async fn quote(order: u64) -> Result<u64, trace_runtime::ContextMissing> {
///     let sealed = trace_otel::bridge::current()?;
///     Ok(sealed.open(no_span(), async |cx| price(cx, order).await).await)
/// }
/// ```
pub fn current() -> Result<SealedContract, ContextMissing> {
    release();
    let Innermost::Otel(context) = entered::innermost() else {
        return trace_runtime::current();
    };
    let Some(parent) = from_otel(context.span().span_context()) else {
        return trace_runtime::current();
    };
    stats::contract_under_span();
    let around = entered::contract()
        .and_then(|_| trace_runtime::current().ok())
        .filter(|around| around.trace_id() == parent.trace_id());
    let (baggage, correlation_id) = match around {
        Some(around) => (around.baggage().clone(), Some(around.correlation_id())),
        None => (baggage_of(&context), None),
    };
    Ok(SealedContract::from(Extracted {
        parent: Some(parent),
        baggage,
        correlation_id,
        ..Extracted::default()
    }))
}

/// The context of the contract that is current.
pub(super) fn of_current() -> Option<Context> {
    let span = trace_runtime::with_current(|current| current.map(|span| span.span_context()))?;
    let sealed = trace_runtime::current().ok()?;
    Some(made_from(span, sealed.baggage()))
}

fn made_from(span: SpanContext, baggage: &Baggage) -> Context {
    let made_under = MadeUnder(span.span_id());
    let context = Context::current()
        .with_remote_span_context(to_otel(&span))
        .with_value(made_under);
    if baggage.is_empty() && context.baggage().is_empty() {
        return context;
    }
    let pairs = baggage
        .iter()
        .map(|(key, value)| KeyValue::new(key.to_owned(), value.into_owned()));
    context.with_baggage(pairs.collect::<OtelBaggage>())
}

fn baggage_of(context: &Context) -> Baggage {
    let pairs = context.baggage().iter();
    pairs.fold(Baggage::default(), |baggage, (key, (value, _))| {
        baggage.with(key.as_str(), value.as_str())
    })
}
