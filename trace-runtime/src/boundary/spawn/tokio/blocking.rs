//! Work on tokio's blocking pool.

use tokio::task::JoinHandle;

use crate::boundary::spawn::hook::by_contract;
use crate::boundary::spawn::unbegun::Unbegun;
use crate::contract::TraceContract;
use crate::span::{IntoSpan, open_sync};

impl TraceContract {
    /// Runs blocking work on tokio's pool, with a contract of its own.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime, as `tokio::task::spawn_blocking` does.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")] async fn main() {
    /// # trace_runtime::run("main", async |cx| {
    /// let receipt = cx.spawn_blocking("render receipt", move |cx| {
    ///     cx.set_attribute("receipt.pages", 1_i64);
    ///     vec![0_u8; 1024]
    /// });
    /// assert_eq!(receipt.await.unwrap().len(), 1024);
    /// # }).await;
    /// # }
    /// ```
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the span is opened inside")]
    pub fn spawn_blocking<S, T, By: 'static>(
        &self,
        span: S,
        body: impl FnOnce(&TraceContract) -> T + Send + 'static,
    ) -> JoinHandle<T>
    where
        S: IntoSpan<T, By>,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let unbegun = Unbegun::new();
        let _has_one = by_contract();
        tokio::task::spawn_blocking(move || {
            unbegun.begin();
            open_sync(parent.contract(), span, body, S::failure)
        })
    }
}
