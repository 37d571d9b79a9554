//! The page as a route.

use ::axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use ::axum::response::{IntoResponse, Response};
use ::axum::routing::{MethodRouter, get};
use http::HeaderMap;

use crate::metrics::Metrics;
use crate::page::Page;

/// A route that answers each `GET` with the metrics of that moment, in the form that is
/// asked for.
///
/// ```
/// use axum::Router;
/// use trace_metrics::Metrics;
///
/// let app: Router = Router::new().route("/metrics", trace_metrics::route(Metrics::new()));
/// ```
pub fn route<S>(metrics: Metrics) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    get(async move |headers: HeaderMap| metrics.collect().page(&headers))
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, self.content_type), (VARY, ACCEPT.as_str())];
        (headers, self.body).into_response()
    }
}
