//! Chance that can be repeated, and futures that come to grief by it.

use std::pin::Pin;
use std::task::{Context, Poll};

use crate::ledger::{Me, was_cut};

/// SplitMix64: one seed, one sequence.
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Chance(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// The chance of something else, independent of what comes here.
    pub(crate) fn fork(&mut self) -> Chance {
        Chance(self.next())
    }
}

/// Is ready after so many polls, and looks at each whether its span is current.
pub(crate) struct Polls {
    me: Me,
    left: u64,
}

pub(crate) fn polls(me: Me, left: u64) -> Polls {
    Polls { me, left }
}

impl Future for Polls {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<()> {
        self.me.check_current();
        let Some(left) = self.left.checked_sub(1) else {
            return Poll::Ready(());
        };
        self.left = left;
        task.waker().wake_by_ref();
        Poll::Pending
    }
}

/// Drops a future after so many polls, if it is not ready by then.
pub(crate) struct Cut<F> {
    future: Option<Pin<Box<F>>>,
    polls: u64,
}

pub(crate) fn cut<F: Future>(future: F, polls: u64) -> Cut<F> {
    Cut {
        future: Some(Box::pin(future)),
        polls,
    }
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            self.future = None;
        }
        let Some(future) = &mut self.future else {
            was_cut();
            return Poll::Ready(None);
        };
        let polled = future.as_mut().poll(task);
        self.polls -= 1;
        if self.polls == 0 && polled.is_pending() {
            task.waker().wake_by_ref();
        }
        polled.map(Some)
    }
}
