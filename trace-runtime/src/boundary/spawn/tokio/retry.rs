//! Trying again.

use std::fmt;
use std::time::Duration;

use crate::context::SpanId;
use crate::contract::TraceContract;
use crate::span::{AsyncClosure, InForm};
use crate::span::{IntoSpan, SpanBuilder, open};

/// How often something is tried, how long the waits between are, and which errors are
/// worth another try: for [`TraceContract::retry`].
///
/// ```
/// use std::io::{Error, ErrorKind};
/// use std::time::Duration;
/// use trace_runtime::Retry;
///
/// let retry = Retry::times(5)
///     .first_wait(Duration::from_millis(50))
///     .longest_wait(Duration::from_secs(2))
///     .only(|error: &Error| error.kind() == ErrorKind::TimedOut);
/// # let _ = retry;
/// ```
pub struct Retry<E> {
    tries: u32,
    first_wait: Duration,
    longest_wait: Duration,
    is_worth_it: fn(&E) -> bool,
}

impl<E> Retry<E> {
    /// At most so many tries, the first included; none is one. They are 100 ms apart,
    /// then twice as long each time, 10 s at most.
    pub const fn times(tries: u32) -> Self {
        Retry {
            tries,
            first_wait: Duration::from_millis(100),
            longest_wait: Duration::from_secs(10),
            is_worth_it: |_| true,
        }
    }

    /// The wait after the first try; it doubles from one try to the next.
    #[must_use]
    pub const fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// No wait is longer than this.
    #[must_use]
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Tries again after such errors alone; any other is returned at once.
    #[must_use]
    pub const fn only(mut self, is_worth_it: fn(&E) -> bool) -> Self {
        self.is_worth_it = is_worth_it;
        self
    }

    /// The wait after this try, counted from 1. Half of it is by chance, so that those
    /// who failed together do not come again together.
    fn wait_after(&self, attempt: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let whole = self.first_wait.saturating_mul(doubled);
        let half = whole.min(self.longest_wait) / 2;
        let bytes = SpanId::random().to_bytes();
        let [a, b, c, d, ..] = bytes;
        half + half.mul_f64(f64::from(u32::from_be_bytes([a, b, c, d])) / f64::from(u32::MAX))
    }
}

impl<E> Clone for Retry<E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E> Copy for Retry<E> {}

impl<E> fmt::Debug for Retry<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retry")
            .field("tries", &self.tries)
            .field("first_wait", &self.first_wait)
            .field("longest_wait", &self.longest_wait)
            .finish_non_exhaustive()
    }
}

impl TraceContract {
    /// Tries until it succeeds, or `retry` says that it is enough; the last error is
    /// returned. Dropped in between, nothing more is tried.
    ///
    /// `body` makes the closure of each try, so that a try may own what it needs; in a
    /// task that was spawned it is written in the same way. The span has one child for
    /// each try, called `try`, with `retry.attempt` counted from 1, and one for each
    /// wait, called `wait`; itself it says `retry.attempts`. What was tried should be
    /// safe to do twice.
    ///
    /// # Errors
    ///
    /// The last error of `body`.
    ///
    /// # Panics
    ///
    /// Outside of a tokio runtime with time enabled, if it has to wait.
    ///
    /// ```
    /// use std::io::Error;
    /// use trace_runtime::{Retry, TraceContract};
    ///
    /// async fn fetch(cx: &TraceContract, url: &str) -> Result<String, Error> {
    ///     cx.set_attribute("url.length", url.len());
    ///     Ok("body".to_owned())
    /// }
    ///
    /// fn start(cx: &TraceContract, url: String) {
    ///     cx.spawn("refresh", async move |cx| {
    ///         let url = &url;
    ///         let body = cx
    ///             .retry("fetch", Retry::times(3), || async move |cx| fetch(cx, url).await)
    ///             .await?;
    ///         println!("{body}");
    ///         Ok::<(), Error>(())
    ///     });
    /// }
    /// ```
    pub async fn retry<S, T, E, By, F, M>(
        &self,
        span: S,
        retry: Retry<E>,
        mut body: impl FnMut() -> F,
    ) -> Result<T, E>
    where
        S: IntoSpan<Result<T, E>, By>,
        F: for<'a> AsyncClosure<&'a TraceContract, Result<T, E>, M> + InForm<M>,
    {
        let tries = async |cx: &TraceContract| {
            let mut attempt = 1;
            loop {
                let body = body();
                let tried = async |cx: &TraceContract| {
                    cx.set_attribute("retry.attempt", attempt);
                    body(cx).await
                };
                let tried = open(cx, SpanBuilder::named("try"), tried, S::failure).await;
                let again = matches!(&tried, Err(error) if attempt < retry.tries && (retry.is_worth_it)(error));
                if !again {
                    cx.set_attribute("retry.attempts", attempt);
                    return tried;
                }
                let wait = retry.wait_after(attempt);
                cx.sleep("wait", wait).await;
                attempt += 1;
            }
        };
        open(self, span.into_span(), tries, S::failure).await
    }
}
