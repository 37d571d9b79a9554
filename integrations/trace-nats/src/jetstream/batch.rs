//! Messages that came at once.

use std::fmt;
use std::sync::Arc;
use std::vec;

use trace_runtime::TraceContract;
use trace_runtime::span::FallibleReturn;

use super::ProcessError;
use super::message::Message;
use super::settings::Settings;

/// Messages that came at once; an iterator over them, each to be worked off by itself, or all
/// in one go by [`process_all`](Self::process_all).
#[must_use = "messages that are not processed come again"]
pub struct Batch {
    messages: Vec<Message>,
    settings: Arc<Settings>,
}

impl Batch {
    pub(super) fn new(messages: Vec<Message>, settings: Arc<Settings>) -> Self {
        let senders: Vec<_> = messages.iter().map(|it| it.sender().cloned()).collect();
        settings.destination.received(&senders);
        Batch { messages, settings }
    }

    /// How many came.
    pub fn len(&self) -> usize {
        self.messages.len()
    }

    /// Whether none came.
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }
}

impl Batch {
    /// Works all of them off in one span, the root of a trace that links to each sender. `Ok`
    /// acknowledges all; `Err` lets all come again, or sets aside those whose last try it was.
    ///
    /// Those that came more often than they may are set aside first, and are not among the
    /// payloads. If none is left, the closure is not called and nothing is returned.
    ///
    /// # Errors
    ///
    /// If the closure fails, or the server cannot be told what became of the messages.
    pub async fn process_all<R, E, By>(
        self,
        body: impl AsyncFnOnce(&TraceContract, Vec<async_nats::Message>) -> Result<R, E>,
    ) -> Result<Option<R>, ProcessError<E>>
    where
        Result<Option<R>, E>: FallibleReturn<By>,
    {
        let Batch { messages, settings } = self;
        settings.destination.work_off_all(messages, body).await
    }
}

impl IntoIterator for Batch {
    type Item = Message;
    type IntoIter = vec::IntoIter<Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.messages.into_iter()
    }
}

impl fmt::Debug for Batch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.messages).finish()
    }
}
