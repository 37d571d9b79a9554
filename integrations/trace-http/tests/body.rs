//! Every way a body can end, as a server sees it that takes one frame at a time.

#![allow(clippy::unwrap_used)]

use std::convert::Infallible;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::HeaderMap;
use http_body::{Body, Frame, SizeHint};
use http_body_util::{Empty, Full};
use trace_http::BodyProgress;

/// A body of frames, which says of itself what it is told to say.
struct Frames {
    left: Vec<Frame<Bytes>>,
    says_end: bool,
    says_size: bool,
}

impl Body for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = (!self.left.is_empty()).then(|| self.left.remove(0));
        Poll::Ready(next.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        self.says_end && self.left.is_empty()
    }

    fn size_hint(&self) -> SizeHint {
        let data = self.left.iter().filter_map(Frame::data_ref);
        match self.says_size {
            true => SizeHint::with_exact(data.map(|data| data.len() as u64).sum()),
            false => SizeHint::default(),
        }
    }
}

fn data(text: &'static str) -> Frame<Bytes> {
    Frame::data(Bytes::from_static(text.as_bytes()))
}

fn body(left: Vec<Frame<Bytes>>) -> Frames {
    Frames {
        left,
        says_end: false,
        says_size: false,
    }
}

/// Polls so many times, and looks at the body before it goes.
fn after<B: Body>(polls: usize, body: B, content_length: Option<u64>) -> BodyProgress {
    let mut body = pin!(body);
    let mut progress = BodyProgress::new(&*body, content_length);
    let mut task = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        match body.as_mut().poll_frame(&mut task) {
            Poll::Ready(Some(Ok(frame))) => progress.frame(&frame),
            Poll::Ready(None) => progress.end(),
            _ => unreachable!("these bodies are ready and do not fail"),
        }
    }
    progress.look_at(&*body);
    progress
}

fn whole(progress: &BodyProgress) -> (bool, u64) {
    (progress.is_whole(), progress.bytes())
}

#[test]
fn its_end_was_asked_for() {
    let two = || body(vec![data("123"), data("45")]);
    assert_eq!(whole(&after(3, two(), None)), (true, 5));
    assert_eq!(whole(&after(2, two(), None)), (false, 5));
    assert_eq!(whole(&after(0, two(), None)), (false, 0));
}

#[test]
fn trailers_are_the_last_frame() {
    let trailers = || Frame::trailers(HeaderMap::new());
    let with = || body(vec![data("123"), trailers()]);
    assert_eq!(whole(&after(2, with(), None)), (true, 3));
    assert_eq!(whole(&after(1, with(), None)), (false, 3));
    assert_eq!(whole(&after(1, body(vec![trailers()]), None)), (true, 0));
}

#[test]
fn it_says_that_it_has_ended() {
    let says = || Frames {
        says_end: true,
        ..body(vec![data("123"), data("45")])
    };
    assert_eq!(whole(&after(2, says(), None)), (true, 5));
    assert_eq!(whole(&after(1, says(), None)), (false, 3));
}

#[test]
fn as_many_bytes_have_gone_by_as_it_has() {
    let sized = || Frames {
        says_size: true,
        ..body(vec![data("123"), data("45")])
    };
    assert_eq!(whole(&after(2, sized(), None)), (true, 5));
    assert_eq!(whole(&after(1, sized(), None)), (false, 3));
    // Trailers may still follow.
    let progress = after(2, sized(), None);
    assert!(progress.is_whole());

    let unsized_with_header = || body(vec![data("123"), data("45")]);
    assert_eq!(whole(&after(2, unsized_with_header(), Some(5))), (true, 5));
    assert_eq!(whole(&after(1, unsized_with_header(), Some(5))), (false, 3));
    // A server sends no more than the header says.
    assert_eq!(whole(&after(2, unsized_with_header(), Some(4))), (true, 4));
}

#[test]
fn it_is_empty() {
    assert_eq!(whole(&after(0, Empty::<Bytes>::new(), None)), (true, 0));
    assert_eq!(whole(&after(0, Full::new(Bytes::new()), None)), (true, 0));
    assert_eq!(whole(&after(0, body(Vec::new()), Some(0))), (true, 0));
    // One that does not say so has to be asked.
    assert_eq!(whole(&after(0, body(Vec::new()), None)), (false, 0));
    assert_eq!(whole(&after(1, body(Vec::new()), None)), (true, 0));
}
