//! Traces that the program under test begins by itself.

use trace_runtime::context::{TraceFlags, TraceState};
use trace_runtime::{SpanContext, SpanId, TraceId};

use crate::Trace;
use crate::recorder::recorder;
use crate::recording::{Awaited, NotRecorded, wait, wait_sync};

/// Begins to record, for a program that begins its traces by itself, such as a
/// service that answers requests. [`record`](crate::record) does so as well.
///
/// # Panics
///
/// When the program has installed a pipeline of its own.
pub fn start() {
    recorder();
}

/// A trace that began elsewhere, once its entry span has ended: the span of the
/// request, whose parent is none or in another process.
///
/// # Errors
///
/// When it has not after 5 seconds. The error shows the spans there are.
///
/// # Panics
///
/// Outside of a tokio runtime with time enabled; when the program has installed
/// a pipeline of its own.
///
/// ```
/// use trace_runtime::{Trust, propagation, run_inbound};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), trace_testing::NotRecorded> {
/// trace_testing::start();
/// let caller = trace_testing::Caller::new();
/// let headers = std::collections::HashMap::from([caller.header()]);
///
/// // In a service, this is a layer's business.
/// let inbound = propagation::extract(&headers);
/// run_inbound(inbound, Trust::Continue, "GET /orders", async |_| {}).await;
///
/// let trace = trace_testing::trace_of(caller.trace_id()).await?;
/// trace.assert_tree("GET /orders");
/// # Ok(())
/// # }
/// ```
pub async fn trace_of(trace_id: TraceId) -> Result<Trace, NotRecorded> {
    let mut trace = Trace::so_far(trace_id);
    wait(&mut trace, Awaited::Entry).await?;
    Ok(trace)
}

/// Gives the trace of a caller to code that is not async: the twin of [`trace_of`].
///
/// # Errors
///
/// The same as those of [`trace_of`].
///
/// # Panics
///
/// When the program has installed a pipeline of its own.
pub fn trace_of_sync(trace_id: TraceId) -> Result<Trace, NotRecorded> {
    let mut trace = Trace::so_far(trace_id);
    wait_sync(&mut trace, Awaited::Entry)?;
    Ok(trace)
}

/// The spans of a trace that have ended so far, if any have.
///
/// # Panics
///
/// When the program has installed a pipeline of its own.
pub fn trace_so_far(trace_id: TraceId) -> Trace {
    Trace::so_far(trace_id)
}

/// A caller from outside, whose trace goes on in the program under test: its
/// request carries a `traceparent`.
#[derive(Debug, Clone)]
pub struct Caller(SpanContext);

impl Caller {
    /// A caller of whom nobody has heard before; its trace is sampled.
    #[expect(clippy::new_without_default, reason = "each is another")]
    pub fn new() -> Self {
        Caller(SpanContext::remote(
            TraceId::random(),
            SpanId::random(),
            TraceFlags::RANDOM.with_sampled(true),
            TraceState::default(),
        ))
    }

    /// The trace that its requests belong to.
    pub fn trace_id(&self) -> TraceId {
        self.0.trace_id()
    }

    /// The caller's span: the parent of the entry span.
    pub fn span_id(&self) -> SpanId {
        self.0.span_id()
    }

    /// The value of the header `traceparent` (W3C Trace Context level 2, section
    /// 3.2).
    pub fn traceparent(&self) -> String {
        String::from_utf8_lossy(&self.0.to_traceparent()).into_owned()
    }

    /// The header: its name and its value.
    pub fn header(&self) -> (String, String) {
        ("traceparent".to_owned(), self.traceparent())
    }
}
