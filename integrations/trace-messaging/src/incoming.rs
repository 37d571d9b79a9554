//! A message that came, as a broker's integration shows it.

use trace_runtime::TraceContract;
use trace_runtime::propagation::Extracted;

use crate::delivery::Delivery;

/// A message that came and is to be worked off, with the ways to tell the broker what became
/// of it. Each of these makes its own span, by [`Destination::settle`](crate::Destination::settle).
pub trait Incoming: Sized {
    /// What its closure reads.
    type Payload;
    /// Why the broker could not be told.
    type Error;

    /// What the broker says of it.
    fn delivery(&self) -> &Delivery;

    /// The context that came with it.
    fn context(&self) -> &Extracted;

    /// How often it is tried before it is set aside.
    fn max_deliveries(&self) -> u64;

    /// The payload.
    ///
    /// # Errors
    ///
    /// If the payload is not what is read here.
    fn read(&self) -> Result<Self::Payload, Unreadable>;

    /// Says that the message is done.
    fn acknowledge(&self, cx: &TraceContract) -> impl Future<Output = Result<(), Self::Error>>;

    /// Says of several messages at once that they are done.
    fn acknowledge_all(
        messages: &[Self],
        cx: &TraceContract,
    ) -> impl Future<Output = Result<(), Self::Error>> {
        async move {
            let mut told = Ok(());
            for message in messages {
                told = told.and(message.acknowledge(cx).await);
            }
            told
        }
    }

    /// Says that the message failed, and is to come again; `cx` is the span of the try that failed.
    fn retry(&self, cx: &TraceContract) -> impl Future<Output = Result<(), Self::Error>>;

    /// Puts the message where somebody looks at it, as it came and with its own context; for
    /// the consumers it is done.
    fn set_aside(
        &self,
        cx: &TraceContract,
        reason: Reason,
    ) -> impl Future<Output = Result<(), Self::Error>>;
}

/// Why a message is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The closure failed, or did not come to its end, for the last time.
    Failed,
    /// The payload is not what is read here.
    Unreadable,
}

impl Reason {
    /// A word for it: `failed` or `unreadable`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Reason::Failed => "failed",
            Reason::Unreadable => "unreadable",
        }
    }
}

/// Why a payload cannot be read. Its text may quote the payload: it is in no span.
pub type Unreadable = Box<dyn std::error::Error + Send + Sync>;

/// How often the message was delivered, and whether there is another try.
pub(crate) fn is_exhausted(message: &impl Incoming) -> bool {
    message.delivery().count > message.max_deliveries()
}

pub(crate) fn is_last_try(message: &impl Incoming) -> bool {
    message.delivery().count >= message.max_deliveries()
}
