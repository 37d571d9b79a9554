//! The wrapper around a future that may be kept after it was ready.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::contract::{TraceContract, lend};

pin_project! {
    /// What [`Instrument`](crate::contract::Instrument) is, for a future that is not
    /// awaited on the spot: it is dropped as soon as it is ready, whoever holds this.
    #[must_use = "futures do nothing unless polled"]
    pub struct Instrumented<'a, F> {
        contract: &'a TraceContract,
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Instrumented<'_, F> {
        #[inline]
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_some() {
                lend::enter(this.contract, || this.future.set(None));
            }
        }
    }
}

impl<'a, F> Instrumented<'a, F> {
    /// Wraps `future` with the contract of the span that it runs in.
    #[inline]
    pub fn new(contract: &'a TraceContract, future: F) -> Self {
        Instrumented {
            contract,
            future: Some(future),
        }
    }
}

impl<F: Future> Future for Instrumented<'_, F> {
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
