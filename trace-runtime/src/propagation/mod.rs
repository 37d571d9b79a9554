//! Contexts that cross processes: reading them from headers, and writing them.
//!
//! Extracting never fails. A malformed header is no parent, as the
//! specification asks, and never costs the request.

mod b3;
mod baggage;
mod carrier;
mod environment;
mod fields;
mod hex_id;
mod plain;
mod propagators;
pub(crate) mod traceparent;
mod tracestate;

pub use baggage::Baggage;
pub use carrier::{Extractor, Injector};
pub use environment::{CommandEnvironment, ProcessEnvironment};
pub use fields::is_context_field;
pub use propagators::{Extracted, Format, Propagators};
pub use traceparent::ParseTraceparentError;
pub use tracestate::{ParseTraceStateError, TraceState};

use crate::context::SpanContext;
use crate::contract::TraceContract;
use crate::id::SpanId;
use crate::pipeline;

/// Reads what a request or message brought, with the propagators of the
/// installed pipeline.
pub fn extract(carrier: &dyn Extractor) -> Extracted {
    pipeline::propagators().extract(carrier)
}

/// Writes a contract with the propagators of the installed pipeline.
pub(crate) fn inject(contract: &TraceContract, carrier: &mut dyn Injector) {
    inject_with(pipeline::propagators(), contract, carrier);
}

/// Writes a contract with these propagators.
pub(crate) fn inject_with(
    propagators: &Propagators,
    contract: &TraceContract,
    carrier: &mut dyn Injector,
) {
    // The contract of a root that is yet to start names no span: its trace begins
    // wherever it is opened, so there is nothing to continue.
    let context = (!contract.identity().flags.is_root()).then(|| outgoing(contract));
    propagators.inject(
        context.as_ref(),
        contract.baggage(),
        contract.correlation_id(),
        carrier,
    );
}

/// What stands for the span that sends a request. Where spans are not recorded, there
/// is none of its own for each request; an id of its own each has all the same, or those
/// downstream could not tell two calls apart. The specification of sampling asks for it:
/// span ids do not depend on what the sampler decides.
fn outgoing(contract: &TraceContract) -> SpanContext {
    let context = contract.span_context();
    match contract.is_recording() {
        true => context,
        false => context.with_span_id(SpanId::random()),
    }
}
