//! How messages are worked off: in a span, and with the broker told what became of them.

use trace_runtime::span::FallibleReturn;
use trace_runtime::{Carried, TraceContract};

use crate::delivery::Joins;
use crate::destination::Destination;
use crate::incoming::{Incoming, Reason, is_exhausted, is_last_try};
use crate::outcome::{Outcome, ProcessError, Processing, Work};

impl Destination {
    /// Works a message off in a span, and tells the broker what became of it: `Ok`
    /// acknowledges, `Err` lets it come again, or sets it aside after the last try. The span
    /// says why it failed, as [`fallible`](trace_runtime::fallible) has it.
    ///
    /// # Errors
    ///
    /// Why the message is not done.
    pub async fn work_off<M, R, E, By>(
        &self,
        message: M,
        joins: Joins,
        body: impl AsyncFnOnce(&TraceContract, M::Payload) -> Result<R, E>,
    ) -> Result<R, ProcessError<E, M::Error>>
    where
        M: Incoming,
        Result<R, E>: FallibleReturn<By>,
    {
        let span = Processing(self.process(message.delivery(), joins));
        let message = Carried::arrived(message.context().clone(), message);
        let work = async |cx: &TraceContract, message| one(cx, message, body).await;
        message.open(span, work).await.into_result()
    }

    /// Works several messages off in one span, the root of a trace that links to each sender.
    /// `Ok` acknowledges all; `Err` lets all come again, or sets aside those whose last try it
    /// was.
    ///
    /// Those that cannot be read, or came more often than they may, are set aside first, and
    /// are not among the payloads. If none is left, the closure is not called and nothing is
    /// returned.
    ///
    /// # Errors
    ///
    /// If the closure fails, or the broker cannot be told what became of the messages.
    pub async fn work_off_all<M, R, E, By>(
        &self,
        messages: Vec<M>,
        body: impl AsyncFnOnce(&TraceContract, Vec<M::Payload>) -> Result<R, E>,
    ) -> Result<Option<R>, ProcessError<E, M::Error>>
    where
        M: Incoming,
        Result<Option<R>, E>: FallibleReturn<By>,
    {
        if messages.is_empty() {
            return Ok(None);
        }
        let span = Processing(self.process_batch(messages.len()));
        let work = async |cx: &TraceContract| all(cx, messages, body).await;
        trace_runtime::run(span, work).await.into_result()
    }
}

async fn one<M: Incoming, R, E>(
    cx: &TraceContract,
    message: M,
    body: impl AsyncFnOnce(&TraceContract, M::Payload) -> Result<R, E>,
) -> Outcome<R, E, M::Error> {
    if is_exhausted(&message) {
        return Outcome {
            work: Work::Exhausted,
            settled: message.set_aside(cx, Reason::Failed).await,
        };
    }
    let payload = match message.read() {
        Ok(payload) => payload,
        Err(why) => {
            return Outcome {
                work: Work::Unreadable(why),
                settled: message.set_aside(cx, Reason::Unreadable).await,
            };
        }
    };
    let result = body(cx, payload).await;
    let is_last_try = is_last_try(&message);
    let settled = match &result {
        Ok(_) => message.acknowledge(cx).await,
        Err(_) => failed(cx, &message).await,
    };
    let work = Work::Ran {
        result,
        is_last_try,
    };
    Outcome { work, settled }
}

async fn all<M: Incoming, R, E>(
    cx: &TraceContract,
    messages: Vec<M>,
    body: impl AsyncFnOnce(&TraceContract, Vec<M::Payload>) -> Result<R, E>,
) -> Outcome<Option<R>, E, M::Error> {
    let (mut payloads, mut readable) = (Vec::new(), Vec::new());
    let mut settled = Ok(());
    for message in messages {
        // Links to the sender.
        Carried::arrived(message.context().clone(), ()).read(cx);
        let reason = match message.read() {
            _ if is_exhausted(&message) => Reason::Failed,
            Err(_) => Reason::Unreadable,
            Ok(payload) => {
                payloads.push(payload);
                readable.push(message);
                continue;
            }
        };
        settled = settled.and(message.set_aside(cx, reason).await);
    }
    let result = match payloads.is_empty() {
        true => Ok(None),
        false => body(cx, payloads).await.map(Some),
    };
    match &result {
        Ok(None) => {}
        Ok(Some(_)) => settled = settled.and(M::acknowledge_all(&readable, cx).await),
        Err(_) => {
            for message in &readable {
                settled = settled.and(failed(cx, message).await);
            }
        }
    }
    let work = Work::Ran {
        result,
        is_last_try: readable.iter().all(is_last_try),
    };
    Outcome { work, settled }
}

async fn failed<M: Incoming>(cx: &TraceContract, message: &M) -> Result<(), M::Error> {
    match is_last_try(message) {
        true => message.set_aside(cx, Reason::Failed).await,
        false => message.retry(cx).await,
    }
}
