//! Streams that an async closure makes.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::sync::mpsc;

use super::send_once_with::SendAsyncClosureWith;
use crate::contract::TraceContract;
use crate::span::{AsyncClosureWith, InForm, IntoSpan, NamedSpan};

impl TraceContract {
    /// A stream made by an async closure, for a response body or a generator:
    /// `out.send(item).await` gives one item and waits while nobody takes them.
    ///
    /// The span starts when the stream is first polled and ends when the
    /// closure returns; of a stream dropped before its end it has the
    /// attribute `cancelled`.
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
    pub fn stream<S, F, T, R, By: 'static, M>(
        &self,
        span: S,
        body: F,
    ) -> impl Stream<Item = T> + Send + Unpin + 'static + use<S, F, T, R, By, M>
    where
        S: IntoSpan<R, By>,
        F: for<'a> AsyncClosureWith<&'a TraceContract, Emitter<T>, R, M>
            + InForm<M>
            + for<'a> SendAsyncClosureWith<&'a TraceContract, Emitter<T>, R, M>
            + Send
            + 'static,
        T: Send + 'static,
    {
        let (parent, span) = span.into_span().kept_under(self);
        let (sender, items) = mpsc::channel(1);
        let emitter = Emitter(sender);
        let generator = Box::pin(async move {
            let span = NamedSpan::start(parent.contract(), span);
            span.run(|cx| body.call(cx, emitter), S::failure).await;
        });
        Generated {
            generator: Some(generator),
            items,
        }
    }
}

/// Gives the items of a [`TraceContract::stream`].
pub struct Emitter<T>(mpsc::Sender<T>);

impl<T> Emitter<T> {
    /// Gives one item, once there is room: one item may wait to be taken. An
    /// item that nobody can take any more is dropped; see
    /// [`is_closed`](Self::is_closed).
    pub async fn send(&self, item: T) {
        // Fails only when the stream is gone, and with it the generator, unless
        // this emitter was moved out of it.
        let _ = self.0.send(item).await;
    }

    /// Whether the stream is gone.
    pub fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}

impl<T> Clone for Emitter<T> {
    fn clone(&self) -> Self {
        Emitter(self.0.clone())
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
    items: mpsc::Receiver<T>,
}

impl<G: Future<Output = ()>, T> Stream for Generated<G, T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<T>> {
        // Whoever takes an item runs the generator as well, so that it goes on
        // to the next one, or to its end, without being asked again.
        let waiting = self.items.poll_recv(task);
        if let Some(generator) = &mut self.generator
            && generator.as_mut().poll(task).is_ready()
        {
            self.generator = None;
        }
        let item = match waiting {
            Poll::Ready(Some(item)) => return Poll::Ready(Some(item)),
            Poll::Ready(None) | Poll::Pending => self.items.poll_recv(task),
        };
        match item {
            // The generator let go of the emitter, and has something left to do.
            Poll::Ready(None) if self.generator.is_some() => Poll::Pending,
            item => item,
        }
    }
}
