//! Resources that cannot be reached without a contract.

use std::fmt;

use super::stand_in::{CurrentStandIn, StoodIn};
use crate::callsite::SpanKind;
use crate::contract::TraceContract;
use crate::span::{AsyncClosureWith, InForm};
use crate::span::{IntoSpan, NamedSpan, open_sync};

/// A resource, such as another company's SDK, that can only be used under a
/// contract; each use is a client span.
///
/// ```
/// use trace_runtime::{Gated, TraceContract, fallible};
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
///             .call(cx, fallible("stripe charge"), async |_cx, stripe| stripe.charge(1250).await)
///             .await
///     }
/// }
/// ```
///
/// # What gets out
///
/// The gate is around the resource, not around what it gives. The borrow keeps the
/// resource itself in; whatever is no borrow of it can be returned, and then used
/// without a contract: a clone of it (most pools and clients are handles that clone),
/// a transaction, a connection or a stream of rows that owns its share of the pool,
/// what `RefCell::take`, `Option::take` or `mem::take` leave nothing of, and all of a
/// resource that is `&'static` or in an `Arc`.
///
/// So return answers, not resources. What has to get out goes behind a gate of its own,
/// and is used through it, by [`call_mut`](Self::call_mut) where that takes `&mut`:
///
/// ```
/// use trace_runtime::{Gated, TraceContract};
/// # struct Pool; struct Transaction;
/// # impl Pool { async fn begin(&self) -> Result<Transaction, String> { Ok(Transaction) } }
/// # impl Transaction {
/// #     async fn execute(&mut self, _: &str) -> Result<(), String> { Ok(()) }
/// #     async fn commit(self) -> Result<(), String> { Ok(()) }
/// # }
///
/// async fn move_money(cx: &TraceContract, pool: &Gated<Pool>) -> Result<(), String> {
///     let begun = pool.call(cx, "BEGIN", async |_, pool| pool.begin().await).await;
///     let mut transaction = Gated::new(begun?);
///     transaction
///         .call_mut(cx, "UPDATE accounts", async |_, it| it.execute("UPDATE …").await)
///         .await?;
///     transaction.call_once(cx, "COMMIT", async |_, it| it.commit().await).await
/// }
/// ```
///
/// A client that is made for it, as those of the integrations are, has no such gap:
/// prefer one where there is one.
#[derive(Clone)]
pub struct Gated<R>(R);

impl<R> Gated<R> {
    /// Puts the resource behind the gate. See [what gets out](Self#what-gets-out).
    pub const fn new(resource: R) -> Self {
        Gated(resource)
    }

    /// Uses the resource in a client span.
    pub async fn call<S, T, By, F, M>(&self, cx: &TraceContract, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r R, T, M> + InForm<M>,
    {
        through(cx, span, &self.0, body).await
    }

    /// Uses the resource by `&mut` in a client span, such as a transaction; see
    /// [`call`](Self::call).
    pub async fn call_mut<S, T, By, F, M>(&mut self, cx: &TraceContract, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r mut R, T, M> + InForm<M>,
    {
        through(cx, span, &mut self.0, body).await
    }

    /// Uses the resource for the last time, in a client span, and takes it: a commit, a
    /// close. The closure has it whole, and could give it back.
    pub async fn call_once<S, T, By, F, M>(self, cx: &TraceContract, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosureWith<&'a TraceContract, R, T, M> + InForm<M>,
    {
        through(cx, span, self.0, body).await
    }

    /// Uses a resource that is not async, in a client span: the twin of
    /// [`call`](Self::call).
    pub fn call_sync<S, T, By>(
        &self,
        cx: &TraceContract,
        span: S,
        body: impl FnOnce(&TraceContract, &R) -> T,
    ) -> T
    where
        S: IntoSpan<T, By>,
    {
        let span = span.into_span().kind(SpanKind::Client);
        let body = |cx: &TraceContract| CurrentStandIn::make().enter(|| body(cx, &self.0));
        open_sync(cx, span, body, S::failure)
    }
}

/// Uses it in a client span, with the contract also where libraries look for one.
async fn through<S, A, T, By, F>(cx: &TraceContract, span: S, resource: A, body: F) -> T
where
    S: IntoSpan<T, By>,
    F: AsyncFnOnce(&TraceContract, A) -> T,
{
    let span = span.into_span().kind(SpanKind::Client);
    let (parent, span) = span.under(cx);
    let span = NamedSpan::start(parent.contract(), span);
    let body = |cx| {
        let stand_in = CurrentStandIn::make();
        let work = stand_in.enter(|| body(cx, resource));
        StoodIn::new(stand_in, work)
    };
    span.run(body, S::failure).await
}

/// Shows that there is a resource, not what is in it.
impl<R> fmt::Debug for Gated<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Gated")
            .field(&format_args!("{}", std::any::type_name::<R>()))
            .finish()
    }
}
