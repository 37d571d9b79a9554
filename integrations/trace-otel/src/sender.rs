use std::fmt;
use std::io::{self, Write as _};
use std::time::{Duration, Instant};

use bytes::Bytes;
use flate2::Compression as Level;
use flate2::write::GzEncoder;

use crate::config::{Compression, Otlp, Protocol};
use crate::signal::Signal;
use crate::time::{TimeLeft, TimeLimit};
use crate::transport::{Answer, Backoff, Http, Transport};
use crate::worker::Worker;

/// Sends messages that are encoded already to a receiver of OTLP.
///
/// It works on the thread that calls it, which must not be one of a tokio
/// runtime, with a runtime and a client of its own. It keeps one connection, and
/// makes it with the first message.
///
/// What the receiver cannot take now (429, 502, 503, 504, no connection) is sent
/// again, with growing pauses or when its `Retry-After` says, at most 30 s, as
/// long as the time for the message lasts; what it refuses is not. A pause that
/// a receiver asked for also stands before the next message.
///
/// ```no_run
/// use std::time::Duration;
/// use trace_otel::{Otlp, Sender, Signal};
/// use trace_runtime::exporter::Deadline;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let encoded = Vec::new();
/// let mut sender = Sender::new(&Otlp::local(Signal::Logs), Signal::Logs)?;
/// let accepted = sender.send(encoded.into(), &Deadline::after(Duration::from_secs(30)))?;
/// assert_eq!(accepted.rejected, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Sender {
    timeout: Duration,
    compression: Compression,
    /// Empty while a message is on its way.
    compressed: Vec<u8>,
    transport: Transport,
    /// The receiver asked for a pause until then, or we do.
    not_before: Option<Instant>,
    worker: Worker,
}

impl Sender {
    /// A sender of messages for `signal`. The endpoint is used as it is; with
    /// gRPC, `signal` says which method is called.
    ///
    /// # Errors
    ///
    /// If a certificate or a key cannot be read, or if `otlp` asks for a feature
    /// of this crate that is not enabled.
    pub fn new(otlp: &Otlp, signal: Signal) -> Result<Self, SetupError> {
        let transport = match otlp.protocol {
            Protocol::HttpProtobuf => {
                let http = Http::new(otlp, signal).map_err(SetupError)?;
                Transport::Http(Box::new(http))
            }
            #[cfg(feature = "grpc")]
            Protocol::Grpc => {
                let grpc = crate::transport::Grpc::new(otlp, signal).map_err(SetupError)?;
                Transport::Grpc(Box::new(grpc))
            }
            #[cfg(not(feature = "grpc"))]
            Protocol::Grpc => {
                let text = "OTLP over gRPC needs the feature `grpc` of trace-otel";
                return Err(SetupError(text.to_owned()));
            }
        };
        Ok(Self {
            timeout: otlp.timeout,
            // gRPC compresses by itself.
            compression: match otlp.protocol {
                Protocol::HttpProtobuf => otlp.compression,
                Protocol::Grpc => Compression::None,
            },
            compressed: Vec::new(),
            transport,
            not_before: None,
            worker: Worker::default(),
        })
    }

    /// Sends `message` until the receiver has it, or refuses it, or time is up:
    /// that of [`Otlp::timeout`], or that of `limit` if it is shorter.
    ///
    /// # Errors
    ///
    /// [`SendError`] says whether the receiver refused, or time was too short.
    pub fn send(&mut self, message: Bytes, limit: &impl TimeLimit) -> Result<Accepted, SendError> {
        let time = TimeLeft::new(self.timeout, limit);
        match self.compression {
            Compression::None => self.deliver(&message, &time),
            Compression::Gzip => {
                let zipped = self.zipped(&message).map_err(|error| SendError::Failed {
                    reason: format!("gzip: {error}"),
                })?;
                let delivered = self.deliver(&zipped, &time);
                // Unless a request still holds it.
                if let Ok(buffer) = zipped.try_into_mut() {
                    self.compressed = buffer.into();
                }
                delivered
            }
        }
    }

    fn zipped(&mut self, message: &[u8]) -> io::Result<Bytes> {
        let mut zipped = std::mem::take(&mut self.compressed);
        zipped.clear();
        let mut gzip = GzEncoder::new(zipped, Level::fast());
        gzip.write_all(message)?;
        gzip.finish().map(Bytes::from)
    }

    fn deliver(&mut self, body: &Bytes, time: &TimeLeft<'_>) -> Result<Accepted, SendError> {
        let mut backoff = Backoff::new();
        let mut last = "no answer in time".to_owned();
        loop {
            if let Some(not_before) = self.not_before {
                let pause = not_before.saturating_duration_since(Instant::now());
                if !pause.is_zero() && !time.wait(pause) {
                    return Err(SendError::TimedOut { last });
                }
                self.not_before = None;
            }
            let attempt = self.worker.run(self.transport.send(body.clone()), time);
            let answer = attempt.map_err(|error| SendError::Failed {
                reason: error.to_string(),
            })?;
            match answer {
                None => {
                    self.transport.disconnect();
                    return Err(SendError::TimedOut { last });
                }
                Some(Answer::Accepted { rejected, message }) => {
                    return Ok(Accepted { rejected, message });
                }
                Some(Answer::Refused { reason }) => return Err(SendError::Refused { reason }),
                Some(Answer::Retry { after, reason }) => {
                    last = reason;
                    self.not_before = Instant::now().checked_add(backoff.pause(after));
                }
            }
        }
    }

    /// Gives back the memory that is kept for the next message.
    pub(crate) fn idle(&mut self) {
        self.compressed = Vec::new();
    }

    /// Ends the connection and the runtime, without waiting.
    pub(crate) fn shut_down(&mut self) {
        self.transport.disconnect();
        self.worker.shut_down();
    }
}

/// What a receiver said that has the message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Accepted {
    /// How many spans or log records it did not take. They must not be sent
    /// again.
    pub rejected: u64,
    /// Why, or what else it had to say; mostly empty. One line.
    pub message: String,
}

/// Why a message did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendError {
    /// The receiver does not want it, and must not get it again.
    Refused {
        /// The status and what came with it.
        reason: String,
    },
    /// Time was up before a receiver took it.
    TimedOut {
        /// How the last attempt failed.
        last: String,
    },
    /// The message could not be sent at all: from within a tokio runtime, for example.
    Failed {
        /// What stood in the way.
        reason: String,
    },
}

impl SendError {
    /// In words for the operator: what the receiver, or the last attempt, said.
    #[must_use]
    pub fn reason(&self) -> &str {
        match self {
            Self::Refused { reason } | Self::Failed { reason } => reason,
            Self::TimedOut { last } => last,
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused { reason } => write!(f, "the receiver refuses it: {reason}"),
            Self::TimedOut { last } => write!(f, "not delivered in time: {last}"),
            Self::Failed { reason } => f.write_str(reason),
        }
    }
}

impl std::error::Error for SendError {}

/// A sender or an exporter that cannot be made as it is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetupError(String);

impl fmt::Display for SetupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SetupError {}
