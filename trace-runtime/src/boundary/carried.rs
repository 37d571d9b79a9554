//! Messages that bring their context along.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::callsite::SpanKind;
use crate::contract::{SealedContract, TraceContract};
use crate::propagation::Extracted;
use crate::span::root::opened;
use crate::span::{AsyncClosureWith, InForm};
use crate::span::{IntoSpan, NamedSpan, open_sync};

/// A message with the context it was sent in. It cannot be read without
/// adopting that context: [`open`](Self::open) is the only way to the payload.
///
/// With serde it crosses processes, by a job queue or a broker: the W3C trace
/// context, the baggage and the correlation id stand beside the payload.
///
/// ```
/// use trace_runtime::Carried;
///
/// # trace_runtime::run_sync("producer", |cx| {
/// let message = Carried::new(cx, "order 42".to_owned());
/// let wire = serde_json::to_string(&message).unwrap();
///
/// // In another process:
/// let message: Carried<String> = serde_json::from_str(&wire).unwrap();
/// message.open_sync("consume order", |cx, order| {
///     assert_eq!(order, "order 42");
///     cx.set_attribute("order.length", order.len());
/// });
/// # });
/// ```
#[derive(Clone, Serialize, Deserialize)]
pub struct Carried<T> {
    #[serde(rename = "trace", default = "SealedContract::without_context")]
    contract: SealedContract,
    payload: T,
}

impl<T> Carried<T> {
    /// Puts the payload together with the context it is sent in.
    pub fn new(cx: &TraceContract, payload: T) -> Self {
        Carried {
            contract: cx.seal(),
            payload,
        }
    }

    /// A payload whose context came beside it: in the headers of a message, read with
    /// [`extract`](crate::propagation::extract). Without one it is as
    /// [`without_context`](Self::without_context) has it.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use trace_runtime::{Carried, propagation};
    ///
    /// let headers = HashMap::from([(
    ///     "traceparent".to_owned(),
    ///     "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned(),
    /// )]);
    /// let message = Carried::arrived(propagation::extract(&headers), "order 42");
    /// let trace_id = message.open_sync("consume order", |cx, _| cx.trace_id());
    /// assert_eq!(trace_id.to_string(), "0af7651916cd43dd8448eb211c80319c");
    /// ```
    pub fn arrived(context: Extracted, payload: T) -> Self {
        Carried {
            contract: SealedContract::arrived(context),
            payload,
        }
    }

    /// A payload that came without a context, from a producer that has none: opened, it
    /// begins a trace, and is counted as
    /// [`MessageWithoutContext`](crate::stats::Counter::MessageWithoutContext).
    ///
    /// With serde, a message whose `trace` is absent, or anything but a context, is read
    /// as one of these.
    pub fn without_context(payload: T) -> Self {
        Carried {
            contract: SealedContract::without_context(),
            payload,
        }
    }

    /// Reads the payload under a contract that is there already, and makes no span: the
    /// work belongs to the reader's trace, and its span links to the sender's. For
    /// fan-out, where each of many watchers would be a span in the sender's trace, and
    /// for a batch that is worked off in one span.
    ///
    /// ```
    /// use trace_runtime::Carried;
    ///
    /// # let orders = trace_runtime::run_sync("producer", |cx| {
    /// #     vec![Carried::new(cx, 1_u32), Carried::new(cx, 2)]
    /// # });
    /// trace_runtime::run_sync("work off a batch", |cx| {
    ///     let orders: Vec<u32> = orders.into_iter().map(|order| order.read(cx)).collect();
    ///     assert_eq!(orders, [1, 2]);
    /// });
    /// ```
    pub fn read(self, cx: &TraceContract) -> T {
        if let Some(sender) = self.contract.sender() {
            cx.add_link(sender, ());
        }
        self.payload
    }

    /// Reads the payload in a consumer span: a child of the sender's, or, named
    /// with [`linked_trace`](crate::linked_trace), the root of a trace that
    /// links to it.
    pub async fn open<S, R, By, F, M>(self, span: S, body: F) -> R
    where
        S: IntoSpan<R, By>,
        F: for<'a> AsyncClosureWith<&'a TraceContract, T, R, M> + InForm<M>,
    {
        let span = span.into_span().kind(SpanKind::Consumer);
        let parent = opened(&self.contract, &span.name, span.kind);
        let (parent, span) = span.under(parent);
        let span = NamedSpan::start(parent.contract(), span);
        let payload = self.payload;
        span.run(|cx| body(cx, payload), S::failure).await
    }

    /// Reads the payload in a consumer span, in code that is not async: the twin of
    /// [`open`](Self::open).
    pub fn open_sync<S, R, By>(self, span: S, body: impl FnOnce(&TraceContract, T) -> R) -> R
    where
        S: IntoSpan<R, By>,
    {
        let span = span.into_span().kind(SpanKind::Consumer);
        let parent = opened(&self.contract, &span.name, span.kind);
        let payload = self.payload;
        let body = |cx: &TraceContract| body(cx, payload);
        open_sync(parent, span, body, S::failure)
    }

    /// The context the message came with.
    pub fn contract(&self) -> &SealedContract {
        &self.contract
    }
}

/// Shows the context, never the payload.
impl<T> fmt::Debug for Carried<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Carried")
            .field("contract", &self.contract)
            .finish_non_exhaustive()
    }
}
