//! The layer: what `tracing` tells, before the layer of OpenTelemetry hears of it and after.

use tracing::Subscriber;
use tracing::span::{Attributes, Id};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context as LayerContext;

use super::attached::{attach, release};
use super::context::of_current;
use super::entered::{self, Innermost};
use super::stats;

/// Puts spans of `tracing-opentelemetry` under the contract that is current.
///
/// Takes the layer of `tracing-opentelemetry` and gives one that does the same, but for
/// this: a span that is made where a contract is the innermost becomes a child of the
/// contract's span, with its baggage. A span with a parent of its own
/// (`parent: …`, `set_parent`) keeps that.
///
/// The layer must activate contexts, as it does unless
/// `with_context_activation(false)` is called. Filters may stand inside or outside.
///
/// ```
/// use opentelemetry::trace::TracerProvider as _;
/// use opentelemetry_sdk::trace::SdkTracerProvider;
/// use tracing_subscriber::layer::SubscriberExt as _;
///
/// let provider = SdkTracerProvider::builder().build();
/// let otel = tracing_opentelemetry::layer().with_tracer(provider.tracer("shop"));
/// let subscriber = tracing_subscriber::registry().with(trace_otel::bridge::layer(otel));
/// # drop(subscriber);
/// ```
pub fn layer<S, L>(otel: L) -> impl Layer<S>
where
    S: Subscriber,
    L: Layer<S>,
{
    Before.and_then(otel).and_then(After)
}

/// Is told first.
struct Before;

/// Is told last.
struct After;

impl<S: Subscriber> Layer<S> for Before {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: LayerContext<'_, S>) {
        release();
        let innermost = entered::innermost();
        stats::span_made();
        // Otherwise it says itself whose child it is.
        if attributes.is_contextual()
            && let Innermost::Contract = innermost
            && let Some(context) = of_current()
        {
            stats::span_under_contract();
            attach(context);
        }
    }

    fn on_enter(&self, _: &Id, _: LayerContext<'_, S>) {
        release();
        entered::about_to_enter();
    }

    fn on_exit(&self, id: &Id, _: LayerContext<'_, S>) {
        release();
        entered::left(id);
    }
}

impl<S: Subscriber> Layer<S> for After {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: LayerContext<'_, S>) {
        release();
    }

    fn on_enter(&self, id: &Id, _: LayerContext<'_, S>) {
        entered::entered(id);
    }
}
