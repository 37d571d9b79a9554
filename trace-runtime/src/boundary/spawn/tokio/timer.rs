//! Time: work that starts later, and waits that show in the trace.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{self, MissedTickBehavior};

use super::waiting::Waiting;
use crate::boundary::spawn::hook::by_contract;
use crate::boundary::spawn::task::run_sealed;
use crate::contract::{Kept, TraceContract};
use crate::record::Failure;
use crate::span::{AsyncClosure, InForm, SendAsyncClosure};
use crate::span::{IntoSpan, NamedSpan, SpanBuilder, open};

impl TraceContract {
    /// Spawns a task that begins after `delay`; its span starts then. Until then
    /// it is [`pending`](crate::stats::Stats::pending), which shutdown reports: it does
    /// not wait for it.
    ///
    /// For what should not be part of this trace, such as tomorrow's reminder,
    /// name it [`linked_trace("reminder")`](crate::linked_trace).
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled.
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the span is opened inside")]
    pub fn spawn_after<S, F, T, By: 'static, M>(
        &self,
        span: S,
        delay: Duration,
        body: F,
    ) -> JoinHandle<T>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let waiting = Waiting::new();
        let _has_one = by_contract();
        tokio::spawn(async move {
            time::sleep(delay).await;
            waiting.begin();
            run_sealed(parent, span, body, S::failure).await
        })
    }

    /// Spawns a task that runs `body` once every `period`, the first time after
    /// one period, each tick in a span of its own. It goes on until the handle
    /// is aborted; a tick that takes longer than the period delays the next.
    ///
    /// `body` makes the closure of each tick, so that a tick may own what it
    /// needs. Name it [`linked_trace("poll")`](crate::linked_trace), and each
    /// tick begins a trace of its own: a loop that joins the request's trace
    /// makes that trace grow for as long as it runs.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled, and when `period` is zero.
    ///
    /// ```
    /// use std::time::Duration;
    /// use trace_runtime::{TraceContract, linked_trace};
    ///
    /// fn start_poller(cx: &TraceContract) -> tokio::task::JoinHandle<()> {
    ///     cx.spawn_every(linked_trace("poll"), Duration::from_secs(60), || {
    ///         async move |cx| cx.add_event("polled", [("rows", 0_i64)])
    ///     })
    /// }
    /// ```
    #[track_caller]
    #[expect(clippy::disallowed_methods, reason = "the span is opened inside")]
    pub fn spawn_every<S, F, T, By: 'static, M>(
        &self,
        span: S,
        period: Duration,
        mut body: impl FnMut() -> F + Send + 'static,
    ) -> JoinHandle<()>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let parent = Kept::of(self);
        let span = span.into_span();
        let mut ticks = time::interval(period);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let _has_one = by_contract();
        tokio::spawn(async move {
            ticks.tick().await; // the first is immediate
            loop {
                ticks.tick().await;
                let (parent, span) = span.clone().kept_under(parent.contract());
                run_sealed(parent, span, body(), S::failure).await;
            }
        })
    }

    /// Waits for `duration`; the wait is a span, so that nobody has to guess
    /// what the gap in the trace was.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled.
    pub async fn sleep<By>(&self, span: impl IntoSpan<(), By>, duration: Duration) {
        let slept = async |_: &TraceContract| time::sleep(duration).await;
        open(self, span.into_span(), slept, |()| None).await;
    }

    /// Runs `body` in a child span for at most `limit`. When the time is up,
    /// `body` is dropped: its spans have the attribute `cancelled`, and this one is an
    /// error whose `error.type` is `timeout`. It is one as well when `body` returns an `Err`.
    ///
    /// # Errors
    ///
    /// [`Elapsed`] when the time was up first.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use trace_runtime::{Elapsed, TraceContract};
    /// # async fn charge(_: &TraceContract) -> u64 { 1 }
    /// async fn charge_in_time(cx: &TraceContract) -> Result<u64, Elapsed> {
    ///     cx.timeout("charge", Duration::from_secs(2), async |cx| charge(cx).await).await
    /// }
    /// ```
    pub async fn timeout<S, T, By, F, M>(
        &self,
        span: S,
        limit: Duration,
        body: F,
    ) -> Result<T, Elapsed>
    where
        S: IntoSpan<T, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, T, M> + InForm<M>,
    {
        let (parent, span) = span.into_span().under(self);
        let span = NamedSpan::start(parent.contract(), span);
        // A statement of its own: what was not done in time is dropped with it,
        // before this span ends.
        let done = time::timeout(limit, span.run(|cx| body(cx), S::failure)).await;
        done.map_err(|_| {
            let elapsed = Elapsed { limit };
            span.finish(Some(Failure::of_error(&elapsed).with_error_type("timeout")));
            elapsed
        })
    }

    /// Ticks whose waits are spans of this name, the first after one period.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled, and when `period` is zero.
    #[track_caller]
    pub fn interval<By>(&self, span: impl IntoSpan<(), By>, period: Duration) -> Interval<'_> {
        let start = time::Instant::now() + period;
        Interval {
            contract: self,
            span: span.into_span(),
            ticks: time::interval_at(start, period),
        }
    }
}

/// The ticks of [`TraceContract::interval`].
#[derive(Debug)]
pub struct Interval<'a> {
    contract: &'a TraceContract,
    span: SpanBuilder,
    ticks: time::Interval,
}

impl Interval<'_> {
    /// Waits for the next tick, in a span.
    pub async fn tick(&mut self) {
        let ticks = &mut self.ticks;
        let ticked = async |_: &TraceContract| {
            ticks.tick().await;
        };
        open(self.contract, self.span.clone(), ticked, |()| None).await;
    }
}

/// The time limit of [`TraceContract::timeout`] was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elapsed {
    limit: Duration,
}

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not done within {:?}", self.limit)
    }
}

impl Error for Elapsed {}
