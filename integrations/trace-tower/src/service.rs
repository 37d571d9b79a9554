//! The service around a service, and the future of its response.

use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use http::{Method, Request, Response};
use http_body::Body;
use pin_project_lite::pin_project;
use tower_service::Service;
use trace_http::content_length;
use trace_runtime::SealedContract;

use crate::body::TracedBody;
use crate::ids::ResponseIds;
use crate::settings::Settings;
use crate::span::{self, ServerSpan};

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
            return ResponseFuture::new(response, method, None, None);
        }
        let (span, ids) = ServerSpan::start(&parts, &self.settings);
        parts.extensions.insert(span.seal());
        let response = span.enter(|| self.inner.call(Request::from_parts(parts, body)));
        ResponseFuture::new(response, method, Some(span), ids)
    }
}

pin_project! {
    /// The response to come, polled with the server span current.
    #[must_use = "futures do nothing unless polled"]
    pub struct ResponseFuture<F> {
        span: Option<ServerSpan>,
        ids: Option<ResponseIds>,
        method: Method,
        #[pin]
        inner: Option<F>,
    }

    impl<F> PinnedDrop for ResponseFuture<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // The destructors of a cancelled handler see its span.
            if let Some(span) = this.span.take() {
                span.enter(|| this.inner.set(None));
            }
        }
    }
}

impl<F> ResponseFuture<F> {
    fn new(inner: F, method: Method, span: Option<ServerSpan>, ids: Option<ResponseIds>) -> Self {
        ResponseFuture {
            span,
            ids,
            method,
            inner: Some(inner),
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
        let Some(inner) = this.inner.as_pin_mut() else {
            return Poll::Pending; // only `drop` takes it out
        };
        let answer = match this.span.as_ref() {
            Some(span) => ready!(span.enter(|| inner.poll(task))),
            None => ready!(inner.poll(task)),
        };
        let Some(mut span) = this.span.take() else {
            return Poll::Ready(answer.map(|response| response.map(TracedBody::untraced)));
        };
        let (mut head, body) = match answer {
            Ok(response) => response.into_parts(),
            Err(error) => {
                span.failed(&error);
                return Poll::Ready(Err(error));
            }
        };
        span.responded(&head);
        let body = if span::sends_body(this.method, head.status) {
            TracedBody::new(body, span, content_length(&head.headers))
        } else {
            span.completed(None, None);
            TracedBody::untraced(body)
        };
        if let Some(ids) = this.ids.take() {
            ids.write(&mut head.headers);
        }
        Poll::Ready(Ok(Response::from_parts(head, body)))
    }
}

impl<F> std::fmt::Debug for ResponseFuture<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ResponseFuture")
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}
