//! What came of a message.

use std::fmt;

use trace_runtime::SpanBuilder;
use trace_runtime::integration::Failure;
use trace_runtime::span::{FallibleReturn, IntoSpan};

use crate::incoming::Unreadable;

/// Why a message is not done: `E` is the error of its closure, `B` that of the broker.
#[derive(Debug)]
#[non_exhaustive]
pub enum ProcessError<E, B> {
    /// The closure failed; the message comes again.
    Failed(E),
    /// The closure failed for the last time, and the message is set aside.
    GivenUp(E),
    /// The message came more often than it may, as its closure panicked or was dropped, and is
    /// set aside; the closure was not called.
    Exhausted,
    /// The payload is not what the consumer reads, and the message is set aside; the closure
    /// was not called.
    Unreadable(Unreadable),
    /// The broker could not be told what became of the message, so it comes again, though its
    /// closure may have succeeded.
    Settle(B),
}

impl<E: fmt::Display, B: fmt::Display> fmt::Display for ProcessError<E, B> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ProcessError::Failed(error) => write!(f, "the message failed and comes again: {error}"),
            ProcessError::GivenUp(error) => {
                write!(
                    f,
                    "the message failed for the last time and is set aside: {error}"
                )
            }
            ProcessError::Exhausted => f.write_str(
                "the message came more often than it may without being worked off, and is set \
                 aside",
            ),
            ProcessError::Unreadable(error) => {
                write!(
                    f,
                    "the payload of the message cannot be read, and it is set aside: {error}"
                )
            }
            ProcessError::Settle(error) => {
                write!(
                    f,
                    "the broker was not told what became of the message: {error}"
                )
            }
        }
    }
}

impl<E, B> std::error::Error for ProcessError<E, B>
where
    E: fmt::Debug + fmt::Display,
    B: fmt::Debug + fmt::Display,
{
}

/// What came of it within its span, and whether the broker knows.
pub(crate) struct Outcome<R, E, B> {
    pub(crate) work: Work<R, E>,
    pub(crate) settled: Result<(), B>,
}

pub(crate) enum Work<R, E> {
    /// The closure was called.
    Ran {
        result: Result<R, E>,
        is_last_try: bool,
    },
    Exhausted,
    Unreadable(Unreadable),
}

impl<R, E, B> Outcome<R, E, B> {
    pub(crate) fn into_result(self) -> Result<R, ProcessError<E, B>> {
        self.settled.map_err(ProcessError::Settle)?;
        match self.work {
            Work::Ran {
                result,
                is_last_try,
            } => result.map_err(|error| match is_last_try {
                true => ProcessError::GivenUp(error),
                false => ProcessError::Failed(error),
            }),
            Work::Exhausted => Err(ProcessError::Exhausted),
            Work::Unreadable(why) => Err(ProcessError::Unreadable(why)),
        }
    }
}

/// A span that fails as the closure of the user does.
pub(crate) struct Processing(pub(crate) SpanBuilder);

impl<R, E, B, By> IntoSpan<Outcome<R, E, B>, By> for Processing
where
    Result<R, E>: FallibleReturn<By>,
{
    fn into_span(self) -> SpanBuilder {
        self.0
    }

    fn failure(outcome: &Outcome<R, E, B>) -> Option<Failure> {
        match &outcome.work {
            Work::Ran { result, .. } => result.failure(),
            Work::Exhausted => Some(Failure::of_type::<Exhausted>()),
            Work::Unreadable(_) => Some(Failure::of_type::<UnreadablePayload>()),
        }
    }
}

/// What the span of a message says that came more often than it may.
struct Exhausted;

/// What it says where the payload cannot be read.
struct UnreadablePayload;
