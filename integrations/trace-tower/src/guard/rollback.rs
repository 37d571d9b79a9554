//! On a route that is marked idempotent, what failing requests have done is undone.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::thread;

use http::request::Parts;
use http::{HeaderMap, Response, StatusCode};
use pin_project_lite::pin_project;
use trace_rollback::{RollbackScope, RollingBack};

use super::Answer;
use crate::router;
use crate::settings::Settings;
use crate::span::ServerSpan;

/// The scope of one request, if its route is marked.
pub(crate) struct Guard(Option<RollbackScope>);

impl Guard {
    pub(crate) fn open(parts: &mut Parts, settings: &Settings) -> Self {
        let route = router::route(parts);
        let route = route.unwrap_or_else(|| router::original_uri(parts).path());
        if !settings.is_idempotent(route) {
            return Guard::none();
        }
        let scope = RollbackScope::open();
        parts.extensions.insert(scope.rollback());
        Guard(Some(scope))
    }

    pub(crate) fn none() -> Self {
        Guard(None)
    }
}

pin_project! {
    /// Ready when the handler is, or, if that failed, when all is undone.
    pub(crate) struct Guarded<F>
    where
        F: Future,
    {
        // The handler is dropped before what it has done is undone.
        #[pin]
        inner: Option<F>,
        scope: Option<RollbackScope>,
        undoing: Option<RollingBack>,
        // Of a handler that failed.
        given: Option<F::Output>,
    }
}

impl<F: Future> Guarded<F> {
    pub(crate) fn new(inner: F, guard: Guard) -> Self {
        Guarded {
            inner: Some(inner),
            scope: guard.0,
            undoing: None,
            given: None,
        }
    }

    /// Drops the handler in its span. The span ends when what the handler has done is
    /// undone; at once, if a panic goes through, which it says when it ends.
    pub(crate) fn cancel(self: Pin<&mut Self>, mut span: ServerSpan) {
        let mut this = self.project();
        span.enter(|| this.inner.set(None));
        span.says_dropped();
        match this.scope.take() {
            None => {}
            Some(scope) if thread::panicking() => drop(scope),
            Some(scope) => scope.undo_then(move |outcome| span.says_rollback(outcome.as_str())),
        }
    }
}

impl<F, B, E> Future for Guarded<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Answer<F::Output>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        if let Some(inner) = this.inner.as_mut().as_pin_mut() {
            match inner.poll(task) {
                Poll::Ready(given) => {
                    let Some(scope) = this.scope.take_if(|_| failed(&given)) else {
                        if let Some(scope) = this.scope.take() {
                            scope.keep();
                        }
                        return Poll::Ready(Answer {
                            given: Some(given),
                            rollback: None,
                        });
                    };
                    *this.given = Some(given);
                    this.inner.set(None);
                    *this.undoing = Some(scope.undo());
                }
                Poll::Pending => {
                    let scope = this.scope.as_ref();
                    let Some(Poll::Ready(())) = scope.map(|scope| scope.poll_stop(task)) else {
                        return Poll::Pending;
                    };
                    this.inner.set(None);
                    *this.undoing = this.scope.take().map(RollbackScope::undo);
                }
            }
        }
        let Some(undoing) = this.undoing.as_mut() else {
            return Poll::Pending; // only `cancel` takes both
        };
        let outcome = ready!(Pin::new(undoing).poll(task));
        Poll::Ready(Answer {
            given: this.given.take(),
            rollback: Some(outcome.as_str()),
        })
    }
}

/// Whether the caller is told that its request was not done.
fn failed<B, E>(given: &Result<Response<B>, E>) -> bool {
    let Ok(response) = given else { return true };
    refuses(response.status()) || is_grpc_error(response.headers())
}

/// 4xx as well: what a refused request has done must not stay.
fn refuses(status: StatusCode) -> bool {
    status.is_client_error() || status.is_server_error()
}

/// gRPC answers 200 and says in the head, of an answer without a body, what went wrong.
fn is_grpc_error(headers: &HeaderMap) -> bool {
    let status = headers.get("grpc-status");
    status.is_some_and(|status| status.as_bytes() != b"0")
}
