//! The layer, on which everything is set.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;
use trace_runtime::Trust;

use crate::rpc::Rpc;
use crate::served::Served;
use crate::service::TraceService;
use crate::settings::{Settings, TrustPolicy};

/// Opens a server span for each request; see the [crate] for what it records.
///
/// ```
/// use axum::{Router, routing::get};
/// use trace_runtime::Trust;
/// use trace_tower::TraceLayer;
///
/// let app: Router = Router::new()
///     .route("/", get(|| async { "hello" }))
///     .layer(TraceLayer::new(Trust::Restart));
/// ```
#[derive(Clone)]
pub struct TraceLayer {
    settings: Arc<Settings>,
}

impl TraceLayer {
    /// A layer that treats all callers alike: [`Trust::Continue`] on a listener
    /// that only our own services reach, [`Trust::Restart`] on a public one.
    pub fn new(trust: Trust) -> Self {
        Self::with_policy(TrustPolicy::All(trust))
    }

    /// A layer that asks `trust` about each request, for example
    /// [`trust_loopback`](crate::trust_loopback).
    ///
    /// Decide by what a caller cannot forge, such as its address or a
    /// certificate: `|parts| …` sees the headers before anyone has checked them.
    pub fn with_trust(trust: impl Fn(&Parts) -> Trust + Send + Sync + 'static) -> Self {
        Self::with_policy(TrustPolicy::ByRequest(Arc::new(trust)))
    }

    fn with_policy(trust: TrustPolicy) -> Self {
        TraceLayer {
            settings: Arc::new(Settings::new(trust)),
        }
    }

    /// Records nothing for requests to exactly this path, such as `/health`.
    /// Handlers that ask for a contract still get one.
    #[must_use]
    pub fn untraced(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.settings).leave_untraced(path.into());
        self
    }

    /// Tells calls of gRPC by the conventions for calls, not by those for HTTP: the span is
    /// named `shop.Orders/Place`, or `grpc` if there is no such method, and has no attribute
    /// of HTTP. A request of another content type stays one of HTTP.
    ///
    /// ```
    /// use trace_runtime::Trust;
    /// use trace_tower::{Rpc, TraceLayer};
    ///
    /// let layer = TraceLayer::new(Trust::Continue).rpc(Rpc::new().untraced("shop.Heartbeats"));
    /// ```
    #[must_use]
    pub fn rpc(mut self, rpc: Rpc) -> Self {
        Arc::make_mut(&mut self.settings).set_rpc(rpc);
        self
    }

    /// Calls `observer` when a request was served: when the body of its answer has ended, or
    /// the request was dropped. For metrics; `RequestDurations` of `trace-metrics` makes
    /// one. It runs where the request was served, must not wait, and a panic of it is not
    /// heard. Of paths that are untraced it is not told. There is one: the last that is set.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use trace_runtime::Trust;
    /// use trace_tower::TraceLayer;
    ///
    /// let failed = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&failed);
    /// let layer = TraceLayer::new(Trust::Restart).on_served(move |served| {
    ///     if served.status.is_none_or(|status| status.is_server_error()) {
    ///         counter.fetch_add(1, Ordering::Relaxed);
    ///     }
    /// });
    /// ```
    #[must_use]
    pub fn on_served(mut self, observer: impl Fn(&Served<'_>) + Send + Sync + 'static) -> Self {
        Arc::make_mut(&mut self.settings).tell(Arc::new(observer));
        self
    }

    /// Undoes what a request to this route has done, when it fails: handlers register it
    /// with the extractor [`Rollback`](trace_rollback::Rollback). Name the route as the
    /// router does, `/orders/{id}`; without axum, the path.
    ///
    /// An answer of 4xx or 5xx waits until all is undone, and says in `x-rollback` whether
    /// that was `complete` or `partial`, or that there was nothing, `none`; the span has the
    /// same as `rollback.outcome`. See [`trace_rollback`] for what else is a failure.
    ///
    /// The layer must be outside of what makes an answer of a timeout or a panic; as the
    /// last one of the router it is. Before the process ends, await
    /// [`trace_rollback::shutdown`].
    ///
    /// ```
    /// use axum::{Router, routing::post};
    /// use trace_runtime::{TraceContract, Trust, traced};
    /// use trace_tower::{Inbound, Rollback, TraceLayer};
    ///
    /// # #[traced]
    /// # async fn charge(cx: &TraceContract) -> u32 { 7 }
    /// # #[traced]
    /// # async fn refund(cx: &TraceContract, charge: u32) {}
    /// #[traced]
    /// async fn pay(cx: Inbound, rollback: Rollback) {
    ///     let charge = charge(cx).await;
    ///     rollback.compensate(cx, "refund", async move |cx| refund(cx, charge).await);
    /// }
    ///
    /// let app: Router = Router::new()
    ///     .route("/payments", post(pay))
    ///     .layer(TraceLayer::new(Trust::Restart).idempotent("/payments"));
    /// ```
    #[cfg(feature = "rollback")]
    #[must_use]
    pub fn idempotent(mut self, route: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.settings).undo_on(route.into());
        self
    }
}

impl<S> Layer<S> for TraceLayer {
    type Service = TraceService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        TraceService::new(inner, Arc::clone(&self.settings))
    }
}

impl fmt::Debug for TraceLayer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("TraceLayer");
        self.settings.show(&mut shown);
        shown.finish()
    }
}
