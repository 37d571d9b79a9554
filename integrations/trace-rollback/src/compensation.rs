//! One registered step back.

use std::borrow::Cow;
use std::fmt::Display;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::time::Duration;

use trace_runtime::integration::{SendAsyncClosure, contain, task_if_needed};
use trace_runtime::spawn::{AsyncClosure, InForm};
use trace_runtime::{SealedContract, SpanBuilder, TraceContract, no_span};

/// So many characters of an error's text are in the log line.
const TEXT_LIMIT: usize = 256;

/// What a compensation may return: nothing, or a `Result` whose error can be displayed.
#[diagnostic::on_unimplemented(
    message = "a compensation returns `()` or a `Result` whose error implements `Display`",
    label = "this says neither that it was done nor why not"
)]
pub trait Undone {
    #[doc(hidden)]
    fn undone(self) -> Result<(), String>;
}

impl Undone for () {
    fn undone(self) -> Result<(), String> {
        Ok(())
    }
}

impl<T, E: Display> Undone for Result<T, E> {
    fn undone(self) -> Result<(), String> {
        let text = |error: E| {
            let text = contain(|| error.to_string());
            let text = text.unwrap_or_else(|| "its text panicked".to_owned());
            text.chars().take(TEXT_LIMIT).collect()
        };
        self.map(drop).map_err(text)
    }
}

/// Why a compensation did not do its work.
#[derive(Debug)]
pub(crate) enum Undoing {
    Failed(String),
    TimedOut(Duration),
    Panicked,
}

type Work = Pin<Box<dyn Future<Output = Result<(), String>> + Send>>;

/// What undoes a step, with the contract that the step ran under.
pub(crate) struct Compensation {
    pub(crate) name: Cow<'static, str>,
    contract: SealedContract,
    time_limit: Duration,
    work: Work,
}

impl Compensation {
    pub(crate) fn new<T, F, M: 'static>(
        cx: &TraceContract,
        name: Cow<'static, str>,
        time_limit: Duration,
        undo: F,
    ) -> Self
    where
        F: for<'a> AsyncClosure<&'a TraceContract, T, M>
            + InForm<M>
            + for<'a> SendAsyncClosure<&'a TraceContract, T, M>
            + Send
            + 'static,
        T: Undone + Send + 'static,
    {
        let work = task_if_needed(cx, SpanBuilder::named(name.clone()), undo);
        Compensation {
            name,
            contract: cx.seal(),
            time_limit,
            work: Box::pin(async move { work.await.undone() }),
        }
    }

    /// Does the work, in a span of its own.
    pub(crate) async fn run(mut self) -> Result<(), Undoing> {
        let work = &mut self.work;
        let work = poll_fn(|task| {
            let polled = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(task)));
            polled.map_or_else(
                |_| Err(Undoing::Panicked).into(),
                |polled| polled.map(|done| done.map_err(Undoing::Failed)),
            )
        });
        match tokio::time::timeout(self.time_limit, work).await {
            Ok(done) => done,
            Err(_) => Err(Undoing::TimedOut(self.time_limit)),
        }
    }

    /// What a line needs that is about this compensation: its name, and the trace.
    pub(crate) fn label(&self) -> Label {
        Label {
            name: self.name.clone(),
            contract: self.contract.clone(),
        }
    }
}

/// The name of a compensation, and whose it was.
pub(crate) struct Label {
    pub(crate) name: Cow<'static, str>,
    contract: SealedContract,
}

impl Label {
    /// Writes a line that has the ids of the step.
    pub(crate) fn log(&self, line: impl FnOnce(&str)) {
        self.contract.open_sync(no_span(), |_| line(&self.name));
    }
}
