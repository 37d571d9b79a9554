//! The layer, on which everything is set.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;
use trace_runtime::Trust;

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
