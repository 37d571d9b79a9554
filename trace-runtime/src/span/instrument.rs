//! The wrapper around the body of a traced async function.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::contract::{TraceContract, lend};

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
        #[inline]
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                lend::enter(this.contract, || this.future.set(None));
            }
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
        let mut this = self.project();
        lend::enter(this.contract, || {
            // `None` once it was ready: no `.await` polls it again.
            let Some(future) = this.future.as_mut().as_pin_mut() else {
                return Poll::Pending;
            };
            let polled = future.poll(task);
            if polled.is_ready() {
                // What it still holds is dropped here, not in a second `enter`.
                this.future.set(None);
            }
            polled
        })
    }
}
