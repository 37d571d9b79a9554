//! Messages that came at once.

use std::fmt;
use std::sync::Arc;
use std::vec;

use serde::de::DeserializeOwned;
use trace_runtime::TraceContract;
use trace_runtime::span::FallibleReturn;

use super::ProcessError;
use super::group::Group;
use super::message::Message;

/// Messages that came at once; an iterator over them, each to be worked off by itself, or all
/// in one go by [`process_all`](Self::process_all).
#[must_use = "messages that are not processed come again"]
pub struct Batch<T> {
    messages: Vec<Message<T>>,
    group: Arc<Group>,
}

impl<T> Batch<T> {
    pub(super) fn new(messages: Vec<Message<T>>, group: Arc<Group>) -> Self {
        let senders: Vec<_> = messages.iter().map(|it| it.sender().cloned()).collect();
        group.destination.received(&senders);
        Batch { messages, group }
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

impl<T: DeserializeOwned> Batch<T> {
    /// Works all of them off in one span, the root of a trace that links to each sender. `Ok`
    /// acknowledges all; `Err` lets all come again, or sets aside those whose last try it was.
    ///
    /// Those that cannot be read, or came more often than they may, are set aside first, and
    /// are not among the payloads; [`Consumer::stats`](super::Consumer::stats) counts them. If
    /// none is left, the closure is not called and nothing is returned.
    ///
    /// # Errors
    ///
    /// If the closure fails, or the server cannot be told what became of the messages.
    pub async fn process_all<R, E, By>(
        self,
        body: impl AsyncFnOnce(&TraceContract, Vec<T>) -> Result<R, E>,
    ) -> Result<Option<R>, ProcessError<E>>
    where
        Result<Option<R>, E>: FallibleReturn<By>,
    {
        let Batch { messages, group } = self;
        group.destination.work_off_all(messages, body).await
    }
}

impl<T> IntoIterator for Batch<T> {
    type Item = Message<T>;
    type IntoIter = vec::IntoIter<Message<T>>;

    fn into_iter(self) -> Self::IntoIter {
        self.messages.into_iter()
    }
}

impl<T> fmt::Debug for Batch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.messages).finish()
    }
}
