//! Streams that keep their trace: generators, and spans that end with a stream.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;

use super::SendOnceWith;
use crate::contract::TraceContract;
use crate::instrument::Instrument;
use crate::integration::OpenSpan;
use crate::outcome;
use crate::span::{NamedSpan, SpanBuilder};

impl TraceContract {
    /// A stream made by an async closure, for a response body or a generator:
    /// `out.send(item).await` gives one item and waits until it was taken.
    ///
    /// The span starts when the stream is first polled and ends when the
    /// closure returns; a stream dropped before its end says cancelled.
    ///
    /// ```
    /// use futures_core::Stream;
    /// use trace_runtime::TraceContract;
    ///
    /// fn rows(cx: &TraceContract) -> impl Stream<Item = u32> + Send + 'static {
    ///     cx.stream("rows", async move |cx, out| {
    ///         for row in 0..3 {
    ///             out.send(row).await;
    ///         }
    ///         cx.set_attribute("rows", 3_i64);
    ///     })
    /// }
    /// ```
    pub fn stream<S, F, T>(
        &self,
        span: S,
        body: F,
    ) -> impl Stream<Item = T> + Send + Unpin + 'static + use<S, F, T>
    where
        S: Into<SpanBuilder> + 'static,
        F: AsyncFnOnce(&TraceContract, Emitter<T>)
            + for<'a> SendOnceWith<&'a TraceContract, Emitter<T>, Out = ()>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let (parent, span) = span.into().sealed_under(self);
        let slot = Slot::default();
        let emitter = Emitter(slot.clone());
        let generator = Box::pin(async move {
            let span = NamedSpan::start(parent.parent(), span);
            let items = body.call(span.contract(), emitter);
            let value = Instrument::new(span.contract(), items).await;
            span.finish(outcome::of(&value));
        });
        Generated {
            generator: Some(generator),
            slot,
        }
    }

    /// A span around a stream that exists already: current at each poll, ended
    /// when the stream ends or is dropped.
    pub fn trace_stream<S: Stream>(
        &self,
        span: impl Into<SpanBuilder>,
        stream: S,
    ) -> TracedStream<S> {
        TracedStream {
            span: Some(OpenSpan::child_of(self, span)),
            stream,
        }
    }
}

/// Where the next item waits.
struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    fn put(&self, item: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(item);
    }

    fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Slot(Arc::clone(&self.0))
    }
}

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Slot(Arc::new(Mutex::new(None)))
    }
}

/// Gives the items of a [`TraceContract::stream`].
pub struct Emitter<T>(Slot<T>);

impl<T> Emitter<T> {
    /// Gives one item and waits until the stream's reader has taken it.
    pub async fn send(&self, item: T) {
        self.0.put(item);
        // The stream polls the generator only when it is asked for an item, so
        // that being polled again with an empty slot means: taken. No waker is
        // kept, since the reader's next poll is the wake-up.
        poll_fn(|_| {
            if self.0.is_empty() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }
}

impl<T> fmt::Debug for Emitter<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitter").finish_non_exhaustive()
    }
}

struct Generated<G, T> {
    /// `None` once it has returned.
    generator: Option<Pin<Box<G>>>,
    slot: Slot<T>,
}

impl<G: Future<Output = ()>, T> Stream for Generated<G, T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<T>> {
        if let Some(generator) = &mut self.generator {
            if generator.as_mut().poll(task).is_ready() {
                self.generator = None;
            }
        }
        match self.slot.take() {
            Some(item) => Poll::Ready(Some(item)),
            None if self.generator.is_none() => Poll::Ready(None),
            None => Poll::Pending,
        }
    }
}

pin_project! {
    /// A stream with a span around it, of [`TraceContract::trace_stream`].
    #[must_use = "streams do nothing unless polled"]
    pub struct TracedStream<S> {
        // `None` once the stream has ended.
        span: Option<OpenSpan>,
        #[pin]
        stream: S,
    }
}

impl<S: Stream> Stream for TracedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.project();
        let Some(span) = this.span else {
            return Poll::Ready(None);
        };
        let polled = span.enter(|_| this.stream.poll_next(task));
        if let Poll::Ready(None) = polled {
            if let Some(span) = this.span.take() {
                span.finish(None);
            }
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.stream.size_hint()
    }
}

impl<S> fmt::Debug for TracedStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedStream")
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}
