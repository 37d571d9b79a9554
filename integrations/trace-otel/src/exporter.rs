use bytes::Bytes;
use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};

use crate::config::Otlp;
use crate::encode::OtlpEncoder;
use crate::notice::{Health, Notices};
use crate::sender::{SendError, Sender, SetupError};
use crate::signal::Signal;

/// Sends batches to a receiver of OTLP.
///
/// It works on the thread that calls it, the pipeline's collector, with a tokio
/// runtime and a client of its own that nothing traces. A batch is encoded
/// once, into a buffer that is used again for the next, until there is none for
/// a second.
///
/// What the receiver cannot take now is sent again, as [`Sender`] says. Shutting
/// the pipeline down ends a pause, and a request that hangs.
#[derive(Debug)]
pub struct OtlpExporter {
    target: String,
    encoder: OtlpEncoder,
    sender: Sender,
    health: Health,
}

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

    /// Whether spans of traced functions say where they are in the code, as
    /// [`OtlpEncoder::code_attributes`] has it.
    #[must_use]
    pub fn code_attributes(mut self, sent: bool) -> Self {
        self.encoder = self.encoder.code_attributes(sent);
        self
    }

    pub(crate) fn telling(otlp: &Otlp, notices: Notices) -> Result<Self, SetupError> {
        Ok(Self {
            target: otlp.to_string(),
            encoder: OtlpEncoder::new(),
            sender: Sender::new(otlp, Signal::Traces)?,
            health: Health::new(notices),
        })
    }
}

impl SpanExporter for OtlpExporter {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let length = self.encoder.encode(batch).len();
        let memory = Bytes::from(self.encoder.take_memory());
        let sent = self.sender.send(memory.slice(..length), deadline);
        // Unless a request still holds it.
        if let Ok(memory) = memory.try_into_mut() {
            self.encoder.reuse_memory(memory.into());
        }
        match sent {
            Ok(accepted) => {
                let (spans, reason) = (accepted.rejected, accepted.message);
                self.health.worked(&self.target);
                self.health.rejected(&self.target, spans, &reason);
                match spans {
                    0 => Ok(()),
                    spans => Err(ExportError::Rejected { spans, reason }),
                }
            }
            Err(error) => {
                self.health.failed(&self.target, error.reason());
                Err(match error {
                    SendError::TimedOut { .. } => ExportError::TimedOut,
                    SendError::Refused { reason } | SendError::Failed { reason } => {
                        ExportError::Failed(reason)
                    }
                })
            }
        }
    }

    fn idle(&mut self) {
        self.encoder.take_memory();
        self.sender.idle();
    }

    fn shutdown(&mut self, _: &Deadline) {
        self.sender.shut_down();
    }
}
