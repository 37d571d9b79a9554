//! An executor for code of others that spawns.

use std::fmt;
use std::future::Future;
use std::pin::Pin;

use hyper::rt::Executor;
use trace_runtime::{Callback, no_span};

/// A task as [`TracedExecutor`] hands it on.
pub type BoxedTask = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs the tasks of a server, a client or an SDK under a contract: hand it to whatever
/// takes a [`hyper::rt::Executor`], as hyper, hyper-util and tonic do.
///
/// Which contract, the [`Callback`] says:
///
/// - one that carries a contract, [`Gated::callback`](trace_runtime::Gated::callback), for
///   what is made for one call: all tasks are in its trace;
/// - one that expects the context, [`Callback::expected_from`], for an SDK that is made
///   once and spawns while it is called: each task is in the trace of the call that spawns
///   it. A task that is spawned where no span runs is counted as lost in the SDK, and runs
///   without a contract.
///
/// The second is not for a client that keeps connections, as hyper's own do: it spawns what
/// a request needs from the task of the connection, which is in the trace of no call, or of
/// the one that opened it. Give such a client an executor of its own.
///
/// While a task is polled, and while it is dropped, the contract is current:
/// [`trace_runtime::current`] and log lines find it, and what is opened there is a child of
/// the span that the contract was taken from. The task has no span of its own, as an
/// HTTP/2 connection may live longer than every request on it.
///
/// Each task costs one allocation.
///
/// ```
/// use hyper_util::rt::TokioExecutor;
/// use trace_http::TracedExecutor;
/// use trace_runtime::{Gated, TraceContract};
///
/// # struct Feed;
/// # type Server = hyper::server::conn::http2::Builder<TracedExecutor<TokioExecutor>>;
/// fn serve_one(cx: &TraceContract, feed: &Gated<Feed>) -> Server {
///     let executor = TracedExecutor::new(feed.callback(cx), TokioExecutor::new());
///     hyper::server::conn::http2::Builder::new(executor)
/// }
/// ```
#[derive(Clone)]
pub struct TracedExecutor<E> {
    callback: Callback,
    executor: E,
}

impl<E> TracedExecutor<E> {
    /// Runs tasks by `executor`, under the contract that `callback` gives for each.
    pub fn new(callback: Callback, executor: E) -> Self {
        TracedExecutor { callback, executor }
    }
}

impl<E, F> Executor<F> for TracedExecutor<E>
where
    E: Executor<BoxedTask>,
    F: Future + Send + 'static,
{
    #[expect(
        clippy::disallowed_methods,
        reason = "this is what gives the task its contract"
    )]
    fn execute(&self, task: F) {
        self.executor.execute(match self.callback.context() {
            Ok(sealed) => Box::pin(async move {
                sealed
                    .open(no_span(), async move |_| {
                        task.await;
                    })
                    .await;
            }),
            // It is counted, and the work goes on.
            Err(_) => Box::pin(async move {
                task.await;
            }),
        });
    }
}

/// Shows the callback.
impl<E> fmt::Debug for TracedExecutor<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedExecutor")
            .field("callback", &self.callback)
            .finish_non_exhaustive()
    }
}
