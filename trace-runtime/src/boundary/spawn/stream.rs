//! Streams that keep their trace: generators, and spans that end with a stream.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use pin_project_lite::pin_project;
use tokio::sync::mpsc;

use crate::contract::TraceContract;
use crate::integration::OpenSpan;
use crate::record::Failure;
use crate::span::{AsyncClosureWith, InForm, SendAsyncClosureWith};
use crate::span::{IntoSpan, NamedSpan};

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

    /// A span around a stream that exists already: current at each poll, ended
    /// when the stream ends or is dropped, an error if an item was an `Err`.
    ///
    /// Named with [`fallible`](crate::fallible), it says why, and the items are
    /// `Result`s.
    pub fn trace_stream<N, S, By>(&self, span: N, stream: S) -> TracedStream<S>
    where
        N: IntoSpan<S::Item, By>,
        S: Stream,
    {
        TracedStream {
            span: Some(OpenSpan::child_of(self, span.into_span())),
            stream: Some(stream),
            failure_of: N::failure,
            failure: None,
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

pin_project! {
    /// A stream with a span around it, of [`TraceContract::trace_stream`].
    #[must_use = "streams do nothing unless polled"]
    pub struct TracedStream<S: Stream> {
        // Both `None` once the stream has ended.
        span: Option<OpenSpan>,
        #[pin]
        stream: Option<S>,
        failure_of: fn(&S::Item) -> Option<Failure>,
        failure: Option<Failure>,
    }

    impl<S: Stream> PinnedDrop for TracedStream<S> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if let Some(span) = this.span {
                span.enter(|_| this.stream.set(None));
            }
        }
    }
}

impl<S: Stream> Stream for TracedStream<S> {
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let mut this = self.project();
        let (Some(span), Some(stream)) = (this.span.as_ref(), this.stream.as_mut().as_pin_mut())
        else {
            return Poll::Ready(None);
        };
        let polled = span.enter(|_| stream.poll_next(task));
        match &polled {
            Poll::Ready(Some(item)) if this.failure.is_none() => {
                *this.failure = (this.failure_of)(item)
            }
            Poll::Ready(None) => {
                span.enter(|_| this.stream.set(None));
                if let Some(span) = this.span.take() {
                    span.finish(this.failure.take());
                }
            }
            Poll::Ready(Some(_)) | Poll::Pending => {}
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let of = |stream: &S| stream.size_hint();
        self.stream.as_ref().map_or((0, Some(0)), of)
    }
}

impl<S: Stream> fmt::Debug for TracedStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedStream")
            .field("span", &self.span)
            .finish_non_exhaustive()
    }
}
