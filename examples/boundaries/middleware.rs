//! Middleware that wraps its handler in a span, twice: as a function for axum, and
//! as a tower service. Each hands its contract inward, so that the spans nest:
//!
//! ```text
//! GET /orders/{id} (server)
//!   authenticate
//!     limit
//!       order
//! ```

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing::get};
use tower::{Layer, Service, ServiceExt as _};
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, Trust, traced};
use trace_tower::{Inbound, TraceLayer};

/// A middleware is a traced function that takes `cx: Inbound`, as a handler is.
#[traced]
async fn authenticate(cx: Inbound, mut request: Request, next: Next) -> Response {
    let known = request.headers().contains_key("authorization");
    cx.set_attribute("authenticated", known);
    if !known {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    Inbound::hand_inward(request.extensions_mut(), cx);
    next.run(request).await
}

/// A tower layer has no parameters to spare: the contract is in the extensions.
#[derive(Clone)]
struct LimitLayer;

impl<S> Layer<S> for LimitLayer {
    type Service = Limit<S>;

    fn layer(&self, inner: S) -> Limit<S> {
        Limit { inner }
    }
}

#[derive(Clone)]
struct Limit<S> {
    inner: S,
}

impl<S> Service<Request> for Limit<S>
where
    S: Service<Request, Response = Response, Error: Send> + Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        // Without a `TraceLayer` around it, which is counted, it serves and has no span.
        let Ok(inbound) = Inbound::from_extensions(request.extensions()) else {
            return Box::pin(self.inner.call(request));
        };
        // The one that is ready is called, and its clone is kept.
        let kept = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, kept);
        Box::pin(async move {
            inbound
                .open("limit", async move |cx| {
                    Inbound::hand_inward(request.extensions_mut(), cx);
                    inner.call(request).await
                })
                .await
        })
    }
}

#[traced(attributes(id = id.0))]
async fn order(cx: Inbound, id: Path<u32>) -> String {
    let Path(id) = id;
    format!("order {id} in trace {}\n", cx.trace_id())
}

/// The layer that is added last is the outermost.
fn app() -> Router {
    Router::new()
        .route("/orders/{id}", get(order))
        .layer(LimitLayer)
        .layer(from_fn(authenticate))
        .layer(TraceLayer::new(Trust::Restart))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let request = Request::get("/orders/7").header("authorization", "Bearer example");
    let response = app()
        .oneshot(request.body(axum::body::Body::empty())?)
        .await?;
    // The server span ends with the body of its answer.
    let body = axum::body::to_bytes(response.into_body(), 1024).await?;
    print!("{}", String::from_utf8_lossy(&body));
    Ok(())
}
