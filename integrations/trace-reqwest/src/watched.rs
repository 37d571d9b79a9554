//! A response body that is watched: how much of it was read, and its trailers.
//!
//! reqwest reads a body in ways of its own, and keeps trailers to itself; so the
//! body is exchanged for one that tells what goes by.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use reqwest::ResponseBuilderExt;
use trace_http::BodyProgress;

/// What has gone by of a body; shared by the body and whoever ends the span.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch(Arc<Mutex<Seen>>);

#[derive(Debug, Default)]
pub(crate) struct Seen {
    pub(crate) progress: BodyProgress,
    /// Whether the body has been asked for.
    pub(crate) begun: bool,
    pub(crate) trailers: Option<HeaderMap>,
}

impl Watch {
    /// The response, whose body is watched from here on.
    pub(crate) fn over(response: reqwest::Response) -> (reqwest::Response, Self) {
        let url = response.url().clone();
        let (mut head, body) = http::Response::<reqwest::Body>::from(response).into_parts();
        // How reqwest hands a URL over to itself.
        if let Ok(with_url) = http::Response::builder().url(url).body(()) {
            head.extensions.extend(with_url.into_parts().0.extensions);
        }
        let watch = Watch::default();
        watch.seen().progress = BodyProgress::new(&body, None);
        let body = reqwest::Body::wrap(WatchedBody {
            watch: watch.clone(),
            inner: body,
        });
        (http::Response::from_parts(head, body).into(), watch)
    }

    /// What was seen. No code of others runs while this is held.
    pub(crate) fn seen(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct WatchedBody {
    watch: Watch,
    inner: reqwest::Body,
}

impl Body for WatchedBody {
    type Data = Bytes;
    type Error = reqwest::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, reqwest::Error>>> {
        self.watch.seen().begun = true;
        let polled = ready!(Pin::new(&mut self.inner).poll_frame(task));
        let mut seen = self.watch.seen();
        match &polled {
            Some(Ok(frame)) => {
                seen.progress.frame(frame);
                seen.progress.look_at(&self.inner);
                seen.trailers = frame.trailers_ref().cloned();
            }
            Some(Err(_)) => {}
            None => seen.progress.end(),
        }
        drop(seen);
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
