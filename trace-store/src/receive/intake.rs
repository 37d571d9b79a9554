//! From a message to the store, whichever way it came.

use std::sync::Arc;

use bytes::Bytes;
use trace_model::otlp::{Batch, Refused, Signal, json};
use trace_model::zipkin;

use super::counts::Tally;
use super::rejection::Rejection;
use super::room::{Place, Room};
use super::settings::Settings;
use crate::error::WriteError;
use crate::store::Store;

/// A longer message in JSON takes longer than a millisecond to read.
const LONG: usize = 128 << 10;

/// What all requests share.
#[derive(Clone)]
pub(super) struct Intake {
    store: Arc<dyn Store>,
    pub(super) settings: Arc<Settings>,
    pub(super) room: Room,
    pub(super) tally: Arc<Tally>,
}

impl Intake {
    pub(super) fn new(store: Arc<dyn Store>, settings: Settings) -> Self {
        Intake {
            store,
            room: Room::of(settings.in_flight_bytes),
            settings: Arc::new(settings),
            tally: Arc::default(),
        }
    }

    /// Takes a message in protobuf; says what of it was refused.
    pub(super) async fn take(&self, signal: Signal, message: Bytes) -> Result<Refused, Rejection> {
        let (batch, refused) = Batch::read(signal, message, &self.settings.limits)
            .map_err(|error| Rejection::Malformed(error.to_string()))?;
        if !batch.entries().is_empty() {
            self.store.write(batch).await.map_err(rejection)?;
        }
        Ok(refused)
    }

    /// Takes a message in JSON, whose room grows by what it is in protobuf; says what of it
    /// was refused.
    pub(super) async fn take_json(
        &self,
        json: Json,
        message: Bytes,
        mut place: Place,
    ) -> Result<Refused, Rejection> {
        // No message of OTLP is longer in protobuf than in JSON; what Zipkin names shortly may
        // have a long name here.
        place.grow(match json {
            Json::Otlp(_) => message.len(),
            Json::Zipkin => 3 * message.len(),
        })?;
        let (settings, is_long) = (self.settings.clone(), message.len() > LONG);
        let convert = move || {
            let read = match json {
                Json::Otlp(signal) => json::to_protobuf(signal, &message, &settings.limits),
                Json::Zipkin => zipkin::to_protobuf(&message),
            };
            // The room is given back when the sender has gone, but not before this is done.
            (read, place)
        };
        let (read, _place) = match is_long {
            true => beside(convert).await?,
            false => convert(),
        };
        let (protobuf, first) = read.map_err(|error| Rejection::Malformed(error.to_string()))?;
        let signal = match json {
            Json::Otlp(signal) => signal,
            Json::Zipkin => Signal::Traces,
        };
        let mut refused = self.take(signal, protobuf.into()).await?;
        refused.count += first.count;
        if first.count > 0 {
            refused.first = first.first;
        }
        Ok(refused)
    }
}

/// Does work that takes long beside the threads that serve all senders.
#[expect(
    clippy::disallowed_methods,
    reason = "a message belongs to no trace of this process"
)]
async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Rejection> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| Rejection::Failed(format!("the message was not read: {error}")))
}

/// What a message in JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Json {
    Otlp(Signal),
    Zipkin,
}

fn rejection(error: WriteError) -> Rejection {
    match error {
        WriteError::Full { retry_after, what } => Rejection::Busy { what, retry_after },
        failed @ WriteError::Failed(_) => Rejection::Failed(failed.to_string()),
    }
}

/// What is answered to a request that was taken, in part perhaps, in protobuf: all signals
/// number its fields in the same way.
pub(super) fn answer(refused: &Refused) -> Vec<u8> {
    use prost::Message;

    let partial_success = (refused.count > 0).then(|| PartialSuccess {
        rejected: i64::try_from(refused.count).unwrap_or(i64::MAX),
        error_message: refused.first.clone(),
    });
    Answer { partial_success }.encode_to_vec()
}

/// `ExportTraceServiceResponse` and `ExportLogsServiceResponse`.
#[derive(Clone, PartialEq, prost::Message)]
struct Answer {
    #[prost(message, optional, tag = "1")]
    partial_success: Option<PartialSuccess>,
}

/// `ExportTracePartialSuccess` and `ExportLogsPartialSuccess`.
#[derive(Clone, PartialEq, prost::Message)]
struct PartialSuccess {
    #[prost(int64, tag = "1")]
    rejected: i64,
    #[prost(string, tag = "2")]
    error_message: String,
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::Poll;

    use super::*;
    use crate::memory::MemoryStore;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test has no trace")]
    fn a_long_message_in_json_does_not_hold_the_thread() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        let intake = Intake::new(Arc::new(MemoryStore::new()), Settings::default());
        let take = |length: usize| {
            let blank = " ".repeat(length);
            let message = format!("{{\"resourceSpans\":[]{blank}}}");
            let json = Json::Otlp(Signal::Traces);
            intake.take_json(json, message.into(), intake.room.place())
        };
        runtime.block_on(async {
            // Nothing is done beside this thread for now.
            let (release, released) = mpsc::channel::<()>();
            tokio::task::spawn_blocking(move || released.recv());
            let (mut long, mut short) = (pin!(take(LONG)), pin!(take(0)));
            poll_fn(|cx| {
                assert!(long.as_mut().poll(cx).is_pending());
                assert!(short.as_mut().poll(cx).is_ready());
                Poll::Ready(())
            })
            .await;
            drop(release);
            assert_eq!(long.await, Ok(Refused::default()));
        });
    }
}
