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
        place: &mut Place,
    ) -> Result<Refused, Rejection> {
        // No message of OTLP is longer in protobuf than in JSON; what Zipkin names shortly may
        // have a long name here.
        place.grow(match json {
            Json::Otlp(_) => message.len(),
            Json::Zipkin => 3 * message.len(),
        })?;
        let (signal, read) = match json {
            Json::Otlp(signal) => {
                let limits = &self.settings.limits;
                (signal, json::to_protobuf(signal, &message, limits))
            }
            Json::Zipkin => (Signal::Traces, zipkin::to_protobuf(&message)),
        };
        let (protobuf, first) = read.map_err(|error| Rejection::Malformed(error.to_string()))?;
        drop(message);
        let mut refused = self.take(signal, protobuf.into()).await?;
        refused.count += first.count;
        if first.count > 0 {
            refused.first = first.first;
        }
        Ok(refused)
    }
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
