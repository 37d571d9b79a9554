//! The layer, and what is set on it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::request::Parts;
use tower_layer::Layer;
use trace_runtime::Trust;

use crate::service::TraceService;

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

/// Shared by all clones of a service: a connection makes many.
#[derive(Clone)]
pub(crate) struct Settings {
    trust: TrustPolicy,
    untraced: Vec<Cow<'static, str>>,
}

#[derive(Clone)]
enum TrustPolicy {
    All(Trust),
    ByRequest(Arc<dyn Fn(&Parts) -> Trust + Send + Sync>),
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
            settings: Arc::new(Settings {
                trust,
                untraced: Vec::new(),
            }),
        }
    }

    /// Records nothing for requests to exactly this path, such as `/health`.
    /// Handlers that ask for a contract still get one.
    #[must_use]
    pub fn untraced(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        Arc::make_mut(&mut self.settings).untraced.push(path.into());
        self
    }
}

impl Settings {
    pub(crate) fn trust(&self, parts: &Parts) -> Trust {
        match &self.trust {
            TrustPolicy::All(trust) => *trust,
            TrustPolicy::ByRequest(decide) => decide(parts),
        }
    }

    pub(crate) fn is_untraced(&self, path: &str) -> bool {
        self.untraced.iter().any(|untraced| untraced == path)
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
        match &self.settings.trust {
            TrustPolicy::All(trust) => shown.field("trust", trust),
            TrustPolicy::ByRequest(_) => shown.field("trust", &"by request"),
        };
        shown.field("untraced", &self.settings.untraced).finish()
    }
}
