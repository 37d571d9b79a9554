//! A body of gRPC, whose bytes take room as they come, and for which nobody waits for long.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;
use tonic::Status;

use super::rejection::Rejection;
use super::room::Place;

/// A body, with the room that its bytes take until it is read.
#[derive(Debug)]
pub(super) struct Metered {
    body: Body,
    place: Place,
    time: Duration,
    end: Pin<Box<Sleep>>,
}

impl Metered {
    pub(super) fn new(body: Body, place: Place, time: Duration) -> Self {
        Metered {
            body,
            place,
            time,
            end: Box::pin(tokio::time::sleep(time)),
        }
    }
}

impl HttpBody for Metered {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let bytes = frame.data_ref().map_or(0, Bytes::len);
                let grown = this.place.grow(bytes).map_err(Status::from);
                Poll::Ready(Some(grown.map(|()| frame)))
            }
            Poll::Ready(Some(Err(error))) => {
                Poll::Ready(Some(Err(Status::from_error(error.into_inner()))))
            }
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => this.end.as_mut().poll(cx).map(|()| {
                let limit = this.time;
                Some(Err(Rejection::TooSlow { limit }.into()))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
