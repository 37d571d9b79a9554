//! Who is told of a request that was served.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::StatusCode;
use http::request::Parts;
use trace_http::known_method;
use trace_runtime::integration::contain;
use trace_runtime::{SpanId, TraceContract, TraceId};

use crate::router::Route;

/// A request that was served to its end, for metrics: see
/// [`TraceLayer::on_served`](crate::TraceLayer::on_served).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Served<'a> {
    /// The method, or `_OTHER` for one that the conventions do not know.
    pub method: &'static str,
    /// The template of the route, `/orders/{id}`; `None` if no route was found.
    pub route: Option<&'a str>,
    /// The status of the answer; `None` if there was none: the handler panicked, or the
    /// request was dropped before.
    pub status: Option<StatusCode>,
    /// From the headers of the request to the end of the answer's body.
    pub duration: Duration,
    /// The span of the request, if it is recorded.
    pub span: Option<(TraceId, SpanId)>,
}

pub(crate) type Observer = Arc<dyn Fn(&Served<'_>) + Send + Sync>;

/// A request that is being served. When this is dropped, it has been.
pub(crate) struct Serving {
    observer: Observer,
    begun: Instant,
    method: &'static str,
    route: Route,
    status: Option<StatusCode>,
    span: Option<(TraceId, SpanId)>,
}

impl Serving {
    pub(crate) fn begin(observer: &Observer, parts: &Parts, cx: &TraceContract) -> Self {
        Serving {
            observer: Arc::clone(observer),
            begun: Instant::now(),
            method: known_method(&parts.method).unwrap_or("_OTHER"),
            route: Route::of(parts),
            status: None,
            span: cx.is_recording().then(|| (cx.trace_id(), cx.span_id())),
        }
    }

    pub(crate) fn responded(&mut self, status: StatusCode) {
        self.status = Some(status);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let served = Served {
            method: self.method,
            route: self.route.as_str(),
            status: self.status,
            duration: self.begun.elapsed(),
            span: self.span,
        };
        // One that panics is not heard: the request is not its business.
        let _ = contain(|| (self.observer)(&served));
    }
}

impl fmt::Debug for Serving {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Serving")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
