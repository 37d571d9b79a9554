//! A scope around a closure, where there is no request.

use std::future::Future;

use trace_runtime::TraceContract;
use trace_runtime::spawn::{AsyncClosureWith, InForm};

use crate::rollback::Rollback;
use crate::scope::RollbackScope;

/// [`with_rollback`](Self::with_rollback) on a contract.
pub trait WithRollback: sealed::Sealed {
    /// Runs `work`, and undoes what it has registered if it returns an error, panics, or is
    /// dropped before its end. An error is returned when all is undone; the span of `self`
    /// has what came of it, `rollback.outcome`.
    ///
    /// ```
    /// use trace_rollback::WithRollback as _;
    /// use trace_runtime::{TraceContract, traced};
    ///
    /// # async fn reserve(cx: &TraceContract) -> Result<u32, String> { Ok(7) }
    /// # async fn release(cx: &TraceContract, seat: u32) {}
    /// # async fn charge(cx: &TraceContract) -> Result<(), String> { Err("declined".into()) }
    /// #[traced]
    /// async fn book(cx: &TraceContract) -> Result<u32, String> {
    ///     cx.with_rollback(async |cx, rollback| {
    ///         let seat = reserve(cx).await?;
    ///         rollback.compensate(cx, "release", async move |cx| release(cx, seat).await);
    ///         charge(cx).await?;
    ///         Ok(seat)
    ///     })
    ///     .await
    /// }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
    /// assert!(trace_runtime::run("book", book).await.is_err());
    /// assert_eq!(trace_rollback::stats().done, 1);
    /// # });
    /// ```
    fn with_rollback<T, E, F, M>(&self, work: F) -> impl Future<Output = Result<T, E>>
    where
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r Rollback, Result<T, E>, M>
            + InForm<M>;
}

impl WithRollback for TraceContract {
    async fn with_rollback<T, E, F, M>(&self, work: F) -> Result<T, E>
    where
        F: for<'a, 'r> AsyncClosureWith<&'a TraceContract, &'r Rollback, Result<T, E>, M>
            + InForm<M>,
    {
        let scope = RollbackScope::open();
        let rollback = scope.rollback();
        let returned = work(self, &rollback).await;
        if returned.is_ok() {
            scope.keep();
        } else {
            let outcome = scope.undo().await;
            self.set_attribute("rollback.outcome", outcome.as_str());
        }
        returned
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for trace_runtime::TraceContract {}
}
