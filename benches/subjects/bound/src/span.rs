//! Contexts, and spans that write a record of themselves when they are dropped.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use quanta::Clock;

use crate::chunk;

/// What is passed to callees.
#[derive(Clone, Copy)]
pub(crate) struct Context {
    trace: u128,
    span: u64,
    sampled: bool,
}

/// The static facts of a span.
pub(crate) struct Meta {
    pub(crate) name: &'static str,
}

/// An attribute's value, borrowed until the span ends.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    U64(u64),
    Static(&'static str),
    Text(&'a str),
}

/// The head of a span's record.
pub(crate) struct Head {
    pub(crate) meta: &'static Meta,
    pub(crate) trace: u128,
    pub(crate) span: u64,
    pub(crate) parent: u64,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) values: usize,
}

impl Context {
    /// Above the root of a new trace.
    pub(crate) fn root(sampled: bool) -> Context {
        Context {
            trace: u128::from(next_id()) << 64 | u128::from(next_id()),
            span: 0,
            sampled,
        }
    }
}

/// A running span.
pub(crate) struct Span<'a, const N: usize> {
    context: Context,
    parent: u64,
    start: u64,
    meta: &'static Meta,
    values: [Value<'a>; N],
}

#[inline(always)]
pub(crate) fn start<'a, const N: usize>(
    parent: Context,
    meta: &'static Meta,
    values: [Value<'a>; N],
) -> Span<'a, N> {
    let (context, start) = match parent.sampled {
        true => (
            Context {
                span: next_id(),
                ..parent
            },
            now(),
        ),
        false => (parent, 0),
    };
    Span {
        context,
        parent: parent.span,
        start,
        meta,
        values,
    }
}

impl<const N: usize> Span<'_, N> {
    /// For callees.
    #[inline(always)]
    pub(crate) fn context(&self) -> Context {
        self.context
    }
}

impl<const N: usize> Drop for Span<'_, N> {
    #[inline(always)]
    fn drop(&mut self) {
        if !self.context.sampled {
            return;
        }
        let head = Head {
            meta: self.meta,
            trace: self.context.trace,
            span: self.context.span,
            parent: self.parent,
            start: self.start,
            end: now(),
            values: N,
        };
        chunk::push(head, &self.values);
    }
}

static CLOCK: LazyLock<Clock> = LazyLock::new(Clock::new);

/// Takes 10–20 ms, which is not to be in the first span.
pub(crate) fn measure_clock() {
    LazyLock::force(&CLOCK);
}

#[inline(always)]
fn now() -> u64 {
    CLOCK.raw()
}

/// Ticks as nanoseconds.
pub(crate) fn nanos(start: u64, end: u64) -> u64 {
    CLOCK.delta_as_nanos(start, end)
}

thread_local! {
    static LAST_ID: Cell<u64> = const { Cell::new(0) };
}

/// A Weyl sequence from a random start: no id comes twice in a thread.
#[inline(always)]
fn next_id() -> u64 {
    let mut id = LAST_ID.get();
    if id == 0 {
        id = RandomState::new().hash_one(0);
    }
    id = id.wrapping_add(0x9e37_79b9_7f4a_7c15);
    LAST_ID.set(id);
    id
}
