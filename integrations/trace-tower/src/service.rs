//! The service around a service, and the future of its response.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode};
use http_body::Body;
use pin_project_lite::pin_project;
use tower_service::Service;
use trace_http::content_length;
use trace_runtime::SealedContract;

use crate::body::TracedBody;
use crate::guard::{Guard, Guarded};
use crate::ids::ResponseIds;
use crate::settings::Settings;
use crate::span::{self, ServerSpan};

/// Whether what a failed request had done was undone.
const ROLLBACK: HeaderName = HeaderName::from_static("x-rollback");

/// A service whose requests are traced; made by [`TraceLayer`](crate::TraceLayer).
#[derive(Clone)]
pub struct TraceService<S> {
    inner: S,
    settings: Arc<Settings>,
}

impl<S> TraceService<S> {
    pub(crate) fn new(inner: S, settings: Arc<Settings>) -> Self {
        TraceService { inner, settings }
    }
}

impl<S: std::fmt::Debug> std::fmt::Debug for TraceService<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TraceService")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}

impl<S, B, ResBody> Service<Request<B>> for TraceService<S>
where
    S: Service<Request<B>, Response = Response<ResBody>>,
    S::Error: Display,
    ResBody: Body,
    ResBody::Error: Display,
{
    type Response = Response<TracedBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, task: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(task)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let (mut parts, body) = request.into_parts();
        let method = parts.method.clone();
        // A layer further out has opened the span already: one is enough.
        if parts.extensions.get::<SealedContract>().is_some() {
            let response = self.inner.call(Request::from_parts(parts, body));
            let response = Guarded::new(response, Guard::none());
            return ResponseFuture::new(response, method, None, None);
        }
        let (span, ids) = ServerSpan::start(&parts, &self.settings);
        parts.extensions.insert(span.seal());
        let guard = Guard::open(&mut parts, &self.settings);
        let response = span.enter(|| self.inner.call(Request::from_parts(parts, body)));
        ResponseFuture::new(Guarded::new(response, guard), method, Some(span), ids)
    }
}

pin_project! {
    /// The response to come, polled with the server span current.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F>
    where
        F: Future,
    {
        span: Option<ServerSpan>,
        ids: Option<ResponseIds>,
        method: Method,
        #[pin]
        inner: Guarded<F>,
    }

    impl<F> PinnedDrop for ResponseFuture<F>
    where
        F: Future,
    {
        fn drop(this: Pin<&mut Self>) {
            let this = this.project();
            // The destructors of a cancelled handler see its span.
            if let Some(span) = this.span.take() {
                this.inner.cancel(span);
            }
        }
    }
}

impl<F: Future> ResponseFuture<F> {
    fn new(
        inner: Guarded<F>,
        method: Method,
        span: Option<ServerSpan>,
        ids: Option<ResponseIds>,
    ) -> Self {
        ResponseFuture {
            span,
            ids,
            method,
            inner,
        }
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    B: Body,
    B::Error: Display,
    E: Display,
{
    type Output = Result<Response<TracedBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let inner = this.inner;
        let answer = match this.span.as_ref() {
            Some(span) => ready!(span.enter(|| inner.poll(task))),
            None => ready!(inner.poll(task)),
        };
        let given = match answer.given {
            Some(given) => given.map(|response| response.map(Some)),
            None => Ok(stopped()),
        };
        let Some(mut span) = this.span.take() else {
            return Poll::Ready(given.map(|response| response.map(TracedBody::untraced)));
        };
        let (mut head, body) = match given {
            Ok(response) => response.into_parts(),
            Err(error) => {
                span.failed(&error);
                return Poll::Ready(Err(error));
            }
        };
        if let Some(outcome) = answer.rollback {
            span.says_rollback(outcome);
            head.headers
                .insert(ROLLBACK, HeaderValue::from_static(outcome));
        }
        span.responded(&head);
        let body = match body {
            Some(body) if span::sends_body(this.method, head.status) => {
                TracedBody::new(body, span, content_length(&head.headers))
            }
            unsent => {
                span.completed(None, None);
                TracedBody::untraced(unsent)
            }
        };
        if let Some(ids) = this.ids.take() {
            ids.write(&mut head.headers);
        }
        Poll::Ready(Ok(Response::from_parts(head, body)))
    }
}

/// The answer where the handler was stopped, as the process ends.
fn stopped<B>() -> Response<Option<B>> {
    let mut response = Response::new(None);
    *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    response
}

impl<F: Future> std::fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseFuture")
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}
