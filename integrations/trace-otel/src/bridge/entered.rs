//! Which of the two is innermost on a thread: a contract, or a span of OpenTelemetry.
//!
//! Both have a current one on each thread, and neither knows of the other. So each span
//! that is entered keeps under which contract that happened: it is the innermost of all
//! as long as that contract is the current one.

use std::cell::{Cell, RefCell};

use opentelemetry::Context;
use opentelemetry::trace::{SpanId as OtelSpanId, TraceContextExt as _};
use trace_runtime::SpanId;
use tracing::span::Id;

thread_local! {
    static ENTERED: RefCell<Vec<Entered>> = const { RefCell::new(Vec::new()) };
    /// The span of OpenTelemetry that was current before one was entered.
    static BEFORE: Cell<OtelSpanId> = const { Cell::new(OtelSpanId::INVALID) };
}

struct Entered {
    id: u64,
    otel: OtelSpanId,
    /// The span of the contract that was current.
    under: Option<SpanId>,
}

/// A mark in a context of OpenTelemetry: it was made from the contract of this span. It
/// decides where a context was attached without `tracing`.
pub(super) struct MadeUnder(pub(super) SpanId);

/// What runs on this thread.
pub(super) enum Innermost {
    /// A contract, and no span of OpenTelemetry inside of it.
    Contract,
    /// A span of OpenTelemetry.
    Otel(Context),
    Nothing,
}

// No user code runs while the list is borrowed, so it never is twice. While a thread
// ends it may be gone, and then there are no entered spans.

pub(super) fn about_to_enter() {
    BEFORE.set(current_otel_span());
}

/// Notes the span, if it has become the current one of OpenTelemetry: a filter may have
/// kept it from the layer that does that.
pub(super) fn entered(id: &Id) {
    let entered = Entered {
        id: id.into_u64(),
        otel: current_otel_span(),
        under: contract(),
    };
    let _ = ENTERED.try_with(|list| {
        let mut list = list.borrow_mut();
        // One that is entered again, as by `in_current_span`, changes nothing.
        let again = list.iter().any(|before| before.id == entered.id);
        if again || entered.otel != BEFORE.get() {
            list.push(entered);
        }
    });
}

/// Spans may be left in any order.
pub(super) fn left(id: &Id) {
    let _ = ENTERED.try_with(|list| {
        let mut list = list.borrow_mut();
        if let Some(at) = list.iter().rposition(|entered| entered.id == id.into_u64()) {
            list.remove(at);
        }
    });
}

pub(super) fn innermost() -> Innermost {
    let contract = contract();
    let context = Context::current();
    let is_span = context.span().span_context().is_valid();
    match contract {
        None if is_span => Innermost::Otel(context),
        None => Innermost::Nothing,
        Some(contract) if is_span && is_inside(contract, &context) => Innermost::Otel(context),
        Some(_) => Innermost::Contract,
    }
}

/// Whether the span of `context` runs inside of the contract of this span.
fn is_inside(contract: SpanId, context: &Context) -> bool {
    let otel = context.span().span_context().span_id();
    let under = ENTERED.try_with(|list| {
        let list = list.borrow();
        let last = list.iter().rev().find(|entered| entered.otel == otel);
        last.map(|entered| entered.under)
    });
    let made_under = || context.get::<MadeUnder>().map(|made| made.0);
    under.ok().flatten().unwrap_or_else(made_under) == Some(contract)
}

pub(super) fn contract() -> Option<SpanId> {
    trace_runtime::with_current(|current| current.map(|current| current.span_id()))
}

fn current_otel_span() -> OtelSpanId {
    Context::map_current(|context| context.span().span_context().span_id())
}
