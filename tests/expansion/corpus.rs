//! One function of each shape that `#[traced]` takes, in two versions: as it stands
//! here, and without what only we know. See `tests/expansion`.
//!
//! Lines that begin with `#[traced` are in the first only, lines behind `// plain:`
//! in the second only.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use trace_runtime::{SealedContract, TraceContract, traced};

/// What cannot be charged.
#[derive(Debug)]
pub struct Refused;

/// Unit, sync.
#[traced]
pub fn unit(cx: &TraceContract) {
    cx.add_event("unit", [("a", 1_u64)]);
}

/// A contract that only keeps the trace together.
#[traced]
pub fn unused(_cx: &TraceContract) -> u64 {
    7
}

/// The same, async.
#[traced]
pub async fn async_unused(_cx: &TraceContract) -> Result<u64, Refused> {
    std::future::ready(Ok(7)).await
}

/// Returns explicitly, and says that it is used.
#[must_use]
#[inline]
#[traced]
pub fn explicit(cx: &TraceContract, cents: u64) -> u64 {
    if cents > 7 {
        return 7;
    }
    return unused(cx);
}

/// Unit, async.
#[traced]
pub async fn async_unit(cx: &TraceContract) {
    unit(cx);
    value(cx, 1).await;
}

/// A value, async.
#[traced]
pub async fn value(cx: &TraceContract, cents: u64) -> u64 {
    async_unit_boxed(cx).await;
    cents
}

/// A result, sync.
///
/// # Errors
///
/// For nothing.
#[traced]
pub fn result(cx: &TraceContract, cents: u64) -> Result<u64, Refused> {
    unit(cx);
    if cents == 0 {
        return Err(Refused);
    }
    Ok(cents)
}

/// A result, async, with the question mark.
///
/// # Errors
///
/// For nothing.
#[traced]
pub async fn async_result(cx: &TraceContract, cents: u64) -> Result<u64, Refused> {
    let first = result(cx, cents)?;
    let second = value(cx, first).await;
    result(cx, second)
}

/// Options of every kind.
///
/// # Errors
///
/// For nothing.
#[traced(name = "options", kind = client, attributes(order.id = cents, text = %text, size = ?text.len()), err(type), ret(debug))]
pub fn options(cx: &TraceContract, cents: u64, text: &str) -> Result<u64, Refused> {
    unit(cx);
    result(cx, cents + u64::try_from(text.len()).unwrap_or(0))
}

/// What is returned, recorded.
#[traced(attributes(cents), ret)]
pub async fn recorded(cx: &TraceContract, cents: u64) -> u64 {
    value(cx, cents).await
}

/// What is returned, displayed.
#[traced(ret(display))]
pub fn displayed(cx: &TraceContract) -> u64 {
    unit(cx);
    7
}

/// A judge.
#[must_use]
pub fn too_much(returned: &u64) -> Option<&'static str> {
    (*returned > 7).then_some("too much")
}

/// Judged by an expression.
#[traced(err = too_much)]
pub fn judged(cx: &TraceContract) -> u64 {
    unit(cx);
    7
}

/// Judged by an expression, async.
#[traced(err = too_much)]
pub async fn async_judged(cx: &TraceContract) -> u64 {
    async_unit(cx).await;
    7
}

/// Errors are not recorded.
///
/// # Errors
///
/// For nothing.
#[traced(err(off))]
pub async fn off(cx: &TraceContract) -> Result<u64, Refused> {
    async_result(cx, 1).await
}

/// A marked parameter.
#[traced]
pub fn marked(cx: &TraceContract, #[attribute(name = "order.id", display)] order: u64) -> u64 {
    unit(cx);
    order
}

/// A sealed contract as parameter.
#[traced]
pub async fn sealed(#[contract] cx: SealedContract) -> u64 {
    // plain: let cx = plain(&cx);
    value(cx, 2).await
}

/// An alias of a boxed future.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A boxed future, of a block.
#[traced]
pub fn async_unit_boxed(cx: &TraceContract) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
    Box::pin(async move {
        unit(cx);
    })
}

/// A boxed future, of anything.
#[traced]
pub fn delegated(cx: &TraceContract, deep: bool) -> BoxFuture<'_, u64> {
    if deep {
        return Box::pin(value(cx, 1));
    }
    Box::pin(async_judged(cx))
}

/// A future, of a block.
#[traced]
pub fn future(cx: &TraceContract) -> impl Future<Output = u64> + Send {
    async move { value(cx, 1).await + 1 }
}

/// A future, of statements and a block.
#[traced]
pub fn tail(cx: &TraceContract, cents: u64) -> impl Future<Output = u64> + Send {
    let cents = cents + 1;
    async move { value(cx, cents).await + 1 }
}

/// A future of something else.
#[traced]
pub fn passed_on(cx: &TraceContract) -> impl Future<Output = u64> + Send {
    value(cx, 1)
}

/// Never returns.
#[traced]
pub fn never(cx: &TraceContract) -> ! {
    unit(cx);
    std::process::exit(1)
}

/// Never returns, async.
#[traced]
pub async fn async_never(cx: &TraceContract) -> ! {
    loop {
        async_unit(cx).await;
    }
}

/// Generic, with a lifetime and a bound.
#[traced(attributes(name))]
pub async fn generic<'a, T: Clone + Sync>(cx: &TraceContract, name: &'a str, all: &[T]) -> (&'a str, Vec<T>) {
    async_unit(cx).await;
    (name, all.to_vec())
}

/// Returns what it is lent.
#[traced]
pub fn lent<'a>(cx: &TraceContract, text: &'a str) -> &'a str {
    unit(cx);
    text
}

/// An opaque value.
#[traced]
pub fn opaque(cx: &TraceContract) -> impl Iterator<Item = u64> + use<> {
    unit(cx);
    [1_u64].into_iter()
}

/// Patterns, and a parameter to change.
#[traced]
pub async fn patterns(cx: &TraceContract, (first, second): (u64, u64), mut sum: u64) -> u64 {
    sum += value(cx, first).await;
    sum += second;
    sum
}

/// An entry point.
#[traced(root as cx)]
pub fn entry() {
    // plain: let cx = anything();
    unit(cx);
}

/// An entry point, async.
#[traced(root as cx)]
pub async fn async_entry() -> u64 {
    // plain: let cx = anything();
    value(cx, 1).await
}

/// Keeps a contract.
#[derive(Debug)]
pub struct Poller {
    sealed: SealedContract,
    shared: Arc<SealedContract>,
    polls: u64,
}

#[traced(err(type))]
impl Poller {
    /// From a field, sync.
    #[traced(cx = self.sealed as cx)]
    pub fn poll(&mut self) -> u64 {
        // plain: let cx = plain(&self.sealed);
        unit(cx);
        self.polls += 1;
        self.polls
    }

    /// From a field, async.
    #[traced(cx = self.shared as cx, attributes(polls = self.polls))]
    pub async fn poll_async(&mut self) -> u64 {
        // plain: let cx = plain(&self.shared);
        async_unit(cx).await;
        self.polls += 1;
        self.polls
    }

    /// A method.
    ///
    /// # Errors
    ///
    /// For nothing.
    pub async fn charge(&self, cx: &TraceContract, cents: u64) -> Result<u64, Refused> {
        async_result(cx, cents + self.polls).await
    }

    /// Takes itself.
    #[traced(name = "taken", ret)]
    pub fn taken(self, cx: &TraceContract) -> u64 {
        unit(cx);
        self.polls
    }

    /// No contract.
    #[must_use]
    pub const fn polls(&self) -> u64 {
        self.polls
    }
}

/// What can be charged.
#[traced]
pub trait Charge: Sync {
    /// One charge.
    fn charge_one(&self, cx: &TraceContract, cents: u64) -> u64;

    /// One charge, later.
    fn charge_later(&self, cx: &TraceContract, cents: u64) -> impl Future<Output = u64> + Send {
        async move { self.charge_one(cx, cents) }
    }
}

#[traced]
impl Charge for Poller {
    fn charge_one(&self, cx: &TraceContract, cents: u64) -> u64 {
        unit(cx);
        cents + self.polls
    }

    async fn charge_later(&self, cx: &TraceContract, cents: u64) -> u64 {
        async_unit(cx).await;
        cents + self.polls
    }
}

/// A module.
#[traced]
pub mod inside {
    use super::{TraceContract, unit};

    /// In it.
    pub fn function(cx: &TraceContract) {
        unit(cx);
    }
}
