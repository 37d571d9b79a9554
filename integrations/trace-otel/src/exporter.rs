use std::io::Write as _;
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::Compression as Level;
use flate2::write::GzEncoder;
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};

use crate::config::{Compression, Otlp, Protocol};
use crate::encode::Encoder;
use crate::notice::{Health, Notices};
use crate::time::TimeLeft;
use crate::transport::{Answer, Backoff, Http, Transport};
use crate::worker::Worker;

/// Sends batches to a receiver of OTLP.
///
/// It works on the thread that calls it, the pipeline's collector, with a tokio
/// runtime and a client of its own that nothing traces. A batch is encoded
/// once, into a buffer that is used again for the next.
///
/// What the receiver cannot take now (429, 502, 503, 504, no connection) is sent
/// again, with growing pauses or when its `Retry-After` says, at most 30 s, as
/// long as the time for the batch lasts; what it refuses is not. Shutting the
/// pipeline down ends a pause, and a request that hangs.
#[derive(Debug)]
pub struct OtlpExporter {
    target: String,
    timeout: Duration,
    compression: Compression,
    encoder: Encoder,
    /// Empty while a batch is on its way.
    buffer: Vec<u8>,
    compressed: Vec<u8>,
    transport: Transport,
    /// The receiver asked for a pause until then, or we do.
    not_before: Option<Instant>,
    worker: Worker,
    health: Health,
}

/// An exporter that cannot be made as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError(String);

impl std::fmt::Display for SetupError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetupError {}

impl OtlpExporter {
    /// An exporter. It connects with the first batch.
    ///
    /// # Errors
    ///
    /// If a certificate or a key cannot be read, or if `otlp` asks for a feature
    /// of this crate that is not enabled.
    pub fn new(otlp: &Otlp) -> Result<Self, SetupError> {
        Self::telling(otlp, Notices::default())
    }

    pub(crate) fn telling(otlp: &Otlp, notices: Notices) -> Result<Self, SetupError> {
        let transport = match otlp.protocol {
            Protocol::HttpProtobuf => Transport::Http(Http::new(otlp).map_err(SetupError)?),
            #[cfg(feature = "grpc")]
            Protocol::Grpc => {
                let grpc = crate::transport::Grpc::new(otlp).map_err(SetupError)?;
                Transport::Grpc(Box::new(grpc))
            }
            #[cfg(not(feature = "grpc"))]
            Protocol::Grpc => {
                let text = "OTLP over gRPC needs the feature `grpc` of trace-otel";
                return Err(SetupError(text.to_owned()));
            }
        };
        Ok(Self {
            target: otlp.to_string(),
            timeout: otlp.timeout,
            // gRPC compresses by itself.
            compression: match otlp.protocol {
                Protocol::HttpProtobuf => otlp.compression,
                Protocol::Grpc => Compression::None,
            },
            encoder: Encoder::default(),
            buffer: Vec::new(),
            compressed: Vec::new(),
            transport,
            not_before: None,
            worker: Worker::default(),
            health: Health::new(notices),
        })
    }

    /// The batch as it is sent, and the buffer that it lies in.
    fn body(&mut self, batch: &Batch<'_>) -> Result<(Bytes, Bytes), ExportError> {
        let start = self.encoder.encode(batch, &mut self.buffer);
        match self.compression {
            Compression::None => {
                let whole = Bytes::from(std::mem::take(&mut self.buffer));
                Ok((whole.slice(start..), whole))
            }
            Compression::Gzip => {
                let mut zipped = std::mem::take(&mut self.compressed);
                zipped.clear();
                let mut gzip = GzEncoder::new(zipped, Level::fast());
                let zipped = gzip
                    .write_all(self.buffer.get(start..).unwrap_or_default())
                    .and_then(|()| gzip.finish())
                    .map_err(|error| ExportError::Failed(format!("gzip: {error}")))?;
                let whole = Bytes::from(zipped);
                Ok((whole.clone(), whole))
            }
        }
    }

    /// Takes the memory of a batch back, unless a request still holds it.
    fn keep_buffer(&mut self, whole: Bytes) {
        let Ok(buffer) = whole.try_into_mut() else {
            return;
        };
        match self.compression {
            Compression::None => self.buffer = buffer.into(),
            Compression::Gzip => self.compressed = buffer.into(),
        }
    }

    /// Sends `body` until the receiver has it, or refuses it, or time is up.
    fn deliver(&mut self, body: &Bytes, time: &TimeLeft<'_>) -> Result<(u64, String), Undelivered> {
        let mut backoff = Backoff::new();
        let mut last = "no answer in time".to_owned();
        loop {
            if let Some(not_before) = self.not_before {
                let pause = not_before.saturating_duration_since(Instant::now());
                if !pause.is_zero() && !time.wait(pause) {
                    return Err(Undelivered::TimedOut(last));
                }
                self.not_before = None;
            }
            let attempt = self.worker.run(self.transport.send(body.clone()), time);
            match attempt.map_err(|error| Undelivered::Failed(error.to_string()))? {
                None => {
                    self.transport.disconnect();
                    return Err(Undelivered::TimedOut(last));
                }
                Some(Answer::Accepted { rejected, message }) => return Ok((rejected, message)),
                Some(Answer::Refused { reason }) => return Err(Undelivered::Failed(reason)),
                Some(Answer::Retry { after, reason }) => {
                    last = reason;
                    self.not_before = Instant::now().checked_add(backoff.pause(after));
                }
            }
        }
    }
}

/// Why a batch did not arrive, in words for the operator.
enum Undelivered {
    Failed(String),
    TimedOut(String),
}

impl SpanExporter for OtlpExporter {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let time = TimeLeft::new(self.timeout, deadline);
        let (body, whole) = self.body(batch)?;
        let delivered = self.deliver(&body, &time);
        drop(body);
        self.keep_buffer(whole);
        match delivered {
            Ok((rejected, message)) => {
                self.health.worked(&self.target);
                self.health.rejected(&self.target, rejected, &message);
                match rejected {
                    0 => Ok(()),
                    spans => Err(ExportError::Rejected {
                        spans,
                        reason: message,
                    }),
                }
            }
            Err(Undelivered::Failed(reason)) => {
                self.health.failed(&self.target, &reason);
                Err(ExportError::Failed(reason))
            }
            Err(Undelivered::TimedOut(last)) => {
                self.health.failed(&self.target, &last);
                Err(ExportError::TimedOut)
            }
        }
    }

    fn shutdown(&mut self, _: &Deadline) {
        self.transport.disconnect();
        self.worker.shut_down();
    }
}
