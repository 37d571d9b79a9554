//! The wrapper around the body of a traced async function.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::contract::TraceContract;
use crate::lend;

pin_project! {
    /// Makes a contract current whenever the future inside is polled, and while
    /// it is dropped, so that the destructors of a cancelled future see the
    /// right one.
    ///
    /// A struct and not an `async fn`: a future handed to a generic `async fn`
    /// is stored twice, so that each level of nesting would double its size.
    #[must_use = "futures do nothing unless polled"]
    pub struct Instrument<'a, F> {
        contract: &'a TraceContract,
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Instrument<'_, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            lend::enter(this.contract, || this.future.set(None));
        }
    }
}

impl<'a, F> Instrument<'a, F> {
    /// Wraps `future` with the contract of the span that it runs in.
    #[inline]
    pub fn new(contract: &'a TraceContract, future: F) -> Self {
        Instrument {
            contract,
            future: Some(future),
        }
    }
}

impl<F: Future> Future for Instrument<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        match this.future.as_pin_mut() {
            Some(future) => lend::enter(this.contract, || future.poll(task)),
            // Only `drop` takes the future out.
            None => Poll::Pending,
        }
    }
}
