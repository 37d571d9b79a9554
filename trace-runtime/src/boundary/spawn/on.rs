//! Handing work to a spawner that the caller names: a set of tasks, another
//! runtime.
//!
//! `set.spawn(cx.task("name", …))` does the same, but no lint can tell it from
//! `set.spawn(async { … })`, which loses the trace. So these are methods of the
//! contract, and the raw ones can be banned without exception.

use std::future::Future;

use super::hook::by_contract;
use super::task::run_sealed;
use super::unbegun::Unbegun;
use crate::contract::TraceContract;
use crate::span::{AsyncClosure, SendAsyncClosure};
use crate::span::{IntoSpan, open, open_sync};

/// What can run a task that gives a `T`: `&mut JoinSet<T>`, a runtime's `&Handle`,
/// `&TaskTracker` (feature `tokio-util`), and what you implement it for.
///
/// Sets are passed as `&mut set`; a `set` that is a `&mut JoinSet` already, as
/// `&mut *set`.
///
/// ```
/// use std::future::Future;
/// use std::pin::Pin;
/// use trace_runtime::spawn::Spawner;
/// use trace_runtime::TraceContract;
///
/// /// Runs its tasks one after the other.
/// #[derive(Default)]
/// struct Backlog(Vec<Pin<Box<dyn Future<Output = ()> + Send>>>);
///
/// impl Spawner<()> for &mut Backlog {
///     type Spawned = ();
///
///     fn spawn_task(self, task: impl Future<Output = ()> + Send + 'static) {
///         self.0.push(Box::pin(task));
///     }
/// }
///
/// fn remember(cx: &TraceContract, backlog: &mut Backlog, order: u64) {
///     cx.spawn_on(backlog, "invoice", async move |cx| {
///         cx.set_attribute("order.id", order);
///     });
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run a task that gives `{T}`",
    label = "not a spawner of tasks that give `{T}`",
    note = "pass `&mut join_set`, a runtime's `&handle`, or `&task_tracker` (feature `tokio-util` \
            of `trace-runtime`); for another executor implement `Spawner`, or hand it \
            `cx.task(\"name\", async move |cx| …)`"
)]
pub trait Spawner<T> {
    /// What stands for the task: a handle to it, for one.
    type Spawned;

    /// Runs `task`, here or elsewhere.
    fn spawn_task(self, task: impl Future<Output = T> + Send + 'static) -> Self::Spawned;
}

/// What can run a task that is not `Send`: `&LocalSet`, `&mut JoinSet<T>` on the
/// current `LocalSet`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run a local task that gives `{T}`",
    label = "not a spawner of local tasks that give `{T}`",
    note = "pass `&local_set`, or `&mut join_set` on a `LocalSet`; for another executor implement \
            `LocalSpawner`, or hand it `cx.local_task(\"name\", async move |cx| …)`"
)]
pub trait LocalSpawner<T> {
    /// What stands for the task.
    type Spawned;

    /// Runs `task` on the thread it is spawned from.
    fn spawn_local_task(self, task: impl Future<Output = T> + 'static) -> Self::Spawned;
}

/// What can run a closure on a thread of a pool: `&mut JoinSet<T>`, a runtime's
/// `&Handle`, `&TaskTracker` (feature `tokio-util`), and what you implement it for,
/// such as a thread pool.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot run blocking work that gives `{T}`",
    label = "not a spawner of blocking work that gives `{T}`",
    note = "pass `&mut join_set`, a runtime's `&handle`, or `&task_tracker` (feature `tokio-util` \
            of `trace-runtime`); for another pool implement `BlockingSpawner`"
)]
pub trait BlockingSpawner<T> {
    /// What stands for the work.
    type Spawned;

    /// Runs `work` on another thread.
    fn spawn_blocking_work(self, work: impl FnOnce() -> T + Send + 'static) -> Self::Spawned;
}

impl TraceContract {
    /// Spawns a task on a spawner of your choice, with a contract of its own: `JoinSet::spawn`,
    /// `Handle::spawn`, `TaskTracker::spawn`, without the hole in the trace.
    ///
    /// ```
    /// use tokio::task::JoinSet;
    /// use trace_runtime::TraceContract;
    ///
    /// async fn fetch_all(cx: &TraceContract, urls: Vec<String>) -> usize {
    ///     let mut set = JoinSet::new();
    ///     for url in urls {
    ///         cx.spawn_on(&mut set, "fetch", async move |cx| {
    ///             cx.set_attribute("url.length", url.len());
    ///             url.len()
    ///         });
    ///     }
    ///     set.join_all().await.iter().sum()
    /// }
    /// ```
    #[track_caller]
    pub fn spawn_on<S, N, F, T, By: 'static, M: 'static>(
        &self,
        spawner: S,
        span: N,
        body: F,
    ) -> S::Spawned
    where
        S: Spawner<T>,
        N: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let _has_one = by_contract();
        spawner.spawn_task(run_sealed(parent, span, body, N::failure))
    }

    /// Spawns a task that is not `Send` on a spawner of your choice; see
    /// [`spawn_on`](Self::spawn_on).
    #[track_caller]
    pub fn spawn_local_on<S, N, F, T, By, M>(&self, spawner: S, span: N, body: F) -> S::Spawned
    where
        S: LocalSpawner<T>,
        N: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + 'static,
        T: 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let unbegun = Unbegun::new();
        let _has_one = by_contract();
        spawner.spawn_local_task(async move {
            unbegun.begin();
            open(parent.contract(), span, body, N::failure).await
        })
    }

    /// Runs blocking work on a spawner of your choice, with a contract of its own.
    #[track_caller]
    pub fn spawn_blocking_on<S, N, T, By>(
        &self,
        spawner: S,
        span: N,
        body: impl FnOnce(&TraceContract) -> T + Send + 'static,
    ) -> S::Spawned
    where
        S: BlockingSpawner<T>,
        N: IntoSpan<T, By>,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let unbegun = Unbegun::new();
        let _has_one = by_contract();
        spawner.spawn_blocking_work(move || {
            unbegun.begin();
            open_sync(parent.contract(), span, body, N::failure)
        })
    }
}
