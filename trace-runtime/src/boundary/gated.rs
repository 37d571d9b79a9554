//! Resources that cannot be reached without a contract.

use std::fmt;

use super::Callback;
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
pub struct Gated<R> {
    resource: R,
    name: Option<&'static str>,
}

impl<R> Gated<R> {
    /// Puts the resource behind the gate. See [what gets out](Self#what-gets-out).
    pub const fn new(resource: R) -> Self {
        Gated {
            resource,
            name: None,
        }
    }

    /// Puts an SDK behind the gate, under the name by which the contexts that it loses are
    /// counted, `context_lost_total{where="sdk:stripe"}`. See [`callback`](Self::callback).
    ///
    /// ```
    /// use trace_runtime::Gated;
    ///
    /// # struct Stripe;
    /// let stripe = Gated::named("stripe", Stripe);
    /// assert_eq!(stripe.name(), "stripe");
    /// ```
    pub const fn named(name: &'static str, resource: R) -> Self {
        let name = Some(name);
        Gated { resource, name }
    }

    /// The name that was given, or else the name of the type.
    pub fn name(&self) -> &'static str {
        self.name.unwrap_or_else(std::any::type_name::<R>)
    }

    /// Seals the contract into a [`Callback`], for a closure that the resource calls back:
    /// what that opens is a child of the span of `cx`, on whatever thread and however late.
    ///
    /// ```
    /// use trace_runtime::{Gated, TraceContract};
    /// # struct Stripe;
    /// # impl Stripe {
    /// #     fn charge(&self, cents: u64, settled: impl Fn(u64) + Send + 'static) {
    /// #         std::thread::spawn(move || settled(cents)).join().unwrap();
    /// #     }
    /// # }
    ///
    /// fn pay(cx: &TraceContract, stripe: &Gated<Stripe>) {
    ///     stripe.call_sync(cx, "stripe charge", |cx, sdk| {
    ///         let back = stripe.callback(cx);
    ///         sdk.charge(1250, move |cents| {
    ///             back.open_sync("settled", |cx| cx.set_attribute("cents", cents))
    ///         });
    ///     });
    /// }
    /// # trace_runtime::run_sync("main", |cx| pay(cx, &Gated::named("stripe", Stripe)));
    /// ```
    #[track_caller]
    pub fn callback(&self, cx: &TraceContract) -> Callback {
        Callback::carrying(self.name(), cx)
    }

    /// Uses the resource in a client span.
    pub async fn call<S, T, By, F, M>(&self, cx: &TraceContract, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r R, T, M> + InForm<M>,
    {
        through(cx, span, &self.resource, body).await
    }

    /// Uses the resource by `&mut` in a client span, such as a transaction; see
    /// [`call`](Self::call).
    pub async fn call_mut<S, T, By, F, M>(&mut self, cx: &TraceContract, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r mut R, T, M> + InForm<M>,
    {
        through(cx, span, &mut self.resource, body).await
    }

    /// Uses the resource for the last time, in a client span, and takes it: a commit, a
    /// close. The closure has it whole, and could give it back.
    pub async fn call_once<S, T, By, F, M>(self, cx: &TraceContract, span: S, body: F) -> T
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosureWith<&'a TraceContract, R, T, M> + InForm<M>,
    {
        through(cx, span, self.resource, body).await
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
        let body = |cx: &TraceContract| CurrentStandIn::make().enter(|| body(cx, &self.resource));
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
