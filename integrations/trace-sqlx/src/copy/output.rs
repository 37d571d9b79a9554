//! `COPY … TO STDOUT`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::StreamExt;
use sqlx::Error;
use sqlx_core::bytes::Bytes;

use super::span::CopySpan;
use super::taken::Taken;

/// What the database sends, in the span of the `COPY`.
pub(super) struct CopyOut<'a> {
    /// `None` behind its end.
    parts: Option<BoxStream<'a, Result<Part, Error>>>,
    // Behind them: what the driver logs as it is dropped belongs to the span.
    span: CopySpan<'a>,
}

enum Part {
    Begun,
    Data(Bytes),
}

impl<'a> CopyOut<'a> {
    pub(super) async fn begin(
        span: CopySpan<'a>,
        taken: Result<Taken<'a>, Error>,
        text: impl FnOnce() -> String,
    ) -> Result<BoxStream<'a, Result<Bytes, Error>>, Error> {
        let mut this = CopyOut { parts: None, span };
        let text = this.span.enter(text);
        let begun = match taken {
            Ok(taken) => {
                let parts = this.parts.insert(Box::pin(parts(taken, text)));
                this.span.instrument(parts.next()).await.transpose()
            }
            Err(error) => Err(error),
        };
        match begun {
            Ok(_) => Ok(Box::pin(this)),
            Err(error) => {
                this.end(Some(&error));
                Err(error)
            }
        }
    }

    fn end(&mut self, error: Option<&Error>) {
        self.span.enter(|| self.parts = None);
        match error {
            None => self.span.finished(None),
            Some(error) => self.span.failed(error),
        }
    }
}

fn parts<'a>(
    mut taken: Taken<'a>,
    statement: String,
) -> impl Stream<Item = Result<Part, Error>> + Send + 'a {
    async_stream::try_stream! {
        {
            let mut parts = taken.copy_out_raw(&statement).await?;
            yield Part::Begun;
            while let Some(part) = parts.next().await {
                yield Part::Data(part?);
            }
        }
        taken.ended();
    }
}

impl Stream for CopyOut<'_> {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let Some(parts) = &mut this.parts else {
                return Poll::Ready(None);
            };
            match ready!(this.span.enter(|| parts.as_mut().poll_next(task))) {
                Some(Ok(Part::Begun)) => {}
                Some(Ok(Part::Data(data))) => return Poll::Ready(Some(Ok(data))),
                Some(Err(error)) => {
                    this.end(Some(&error));
                    return Poll::Ready(Some(Err(error)));
                }
                None => {
                    this.end(None);
                    return Poll::Ready(None);
                }
            }
        }
    }
}

impl Drop for CopyOut<'_> {
    fn drop(&mut self) {
        self.span.enter(|| self.parts = None);
    }
}
