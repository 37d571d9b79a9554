//! Resources that cannot be reached without a contract.

use std::fmt;

use crate::async_closure::{AsyncClosureWith, InForm};
use crate::callsite::Kind;
use crate::contract::TraceContract;
use crate::span::{IntoSpan, open, open_sync};
use crate::stand_in::{CurrentStandIn, StoodIn};

/// A resource, such as another company's SDK, that can only be used under a
/// contract; each use is a client span.
///
/// ```
/// use trace_runtime::{Gated, TraceContract};
///
/// struct Stripe;
/// impl Stripe {
///     async fn charge(&self, cents: u64) -> Result<String, String> {
///         Ok(format!("ch_{cents}"))
///     }
/// }
///
/// struct Payments {
///     stripe: Gated<Stripe>,
/// }
///
/// impl Payments {
///     async fn pay(&self, cx: &TraceContract) -> Result<String, String> {
///         self.stripe
///             .call(cx, "stripe charge", async |_cx, stripe| stripe.charge(1250).await)
///             .await
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Gated<R>(R);

impl<R> Gated<R> {
    /// Puts the resource behind the gate. What is called in there could copy a
    /// resource that is `Clone`, and take the copy out; nothing else gets out.
    pub const fn new(resource: R) -> Self {
        Gated(resource)
    }

    /// Uses the resource in a client span.
    pub async fn call<T, F, M>(&self, cx: &TraceContract, span: impl IntoSpan, body: F) -> T
    where
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r R, T, M> + InForm<M>,
    {
        let span = span.into_span().kind(Kind::Client);
        open(cx, span, async |cx| {
            let stand_in = CurrentStandIn::make();
            let work = stand_in.enter(|| body(cx, &self.0));
            StoodIn::new(stand_in, work).await
        })
        .await
    }

    /// As [`call`](Self::call), for a resource that is not async.
    pub fn call_sync<T>(
        &self,
        cx: &TraceContract,
        span: impl IntoSpan,
        body: impl FnOnce(&TraceContract, &R) -> T,
    ) -> T {
        let span = span.into_span().kind(Kind::Client);
        open_sync(cx, span, |cx| {
            CurrentStandIn::make().enter(|| body(cx, &self.0))
        })
    }
}

/// Shows that there is a resource, not what is in it.
impl<R> fmt::Debug for Gated<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Gated")
            .field(&format_args!("{}", std::any::type_name::<R>()))
            .finish()
    }
}
