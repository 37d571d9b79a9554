//! The complete list of names that `#[traced]` may write into a program.
//!
//! Not part of the public interface: the macro and this crate are released
//! together, and anything here may change with them. It is sound to call by hand
//! all the same: whatever it lends is bounded by what it was lent. It is no part
//! of the promise, though: a root that is leaked by hand lends for ever.

mod contract;
mod probe;
mod recorded;
mod source;

pub use contract::{Contract, Root};
pub use probe::{failed, returned};
pub use recorded::{as_debug, as_display, failure_by};
pub use source::source;

pub use crate::callsite::{Callsite, SpanKind};
pub use crate::contract::Instrument;
pub use crate::record::{Attributes, Failure};
pub use crate::span::Instrumented;
pub use crate::span::declared::Span;

use crate::contract::{TraceContract, lend};

/// Runs the body of a sync function with its contract current.
///
/// A closure handed straight to an `FnOnce` parameter may give back what it
/// captured, `&mut self.field` for one.
#[inline]
pub fn enter<R>(cx: &TraceContract, body: impl FnOnce() -> R) -> R {
    lend::enter(cx, body)
}

/// Never called: stands for the contract in a function that `#[traced]` refuses, so
/// that what is wrong is the only error.
pub const fn absent<'a>() -> &'a TraceContract {
    panic!("stands in a function that does not compile")
}

/// Never called: `if false { return returns::<T>(); }` at the head of an async
/// block says what it returns, so that a type error points at the user's line.
pub fn returns<T>() -> T {
    unreachable!("stands behind `if false`")
}
