//! Whether a body went by whole.

use bytes::Buf;
use http_body::{Body, Frame};

/// How much of a body has gone by, and whether that was all of it.
///
/// Not every body is asked for its end. A server that knows the length stops at
/// the last byte; trailers are the last frame; a body may say that it has ended
/// with its last frame, or between two polls. Tell this of each poll, and of the
/// body before it is dropped.
///
/// ```
/// use http_body::Frame;
/// use http_body_util::Full;
/// use trace_http::BodyProgress;
///
/// let body = Full::new("12345".as_bytes());
/// let mut progress = BodyProgress::new(&body, None);
/// assert!(!progress.is_whole());
/// progress.frame(&Frame::data("12345".as_bytes()));
/// assert!(progress.is_whole(), "so many bytes as the body said");
/// assert_eq!(progress.bytes(), 5);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyProgress {
    bytes: u64,
    length: Option<u64>,
    ended: bool,
}

impl BodyProgress {
    /// Nothing has gone by yet. `content_length` is what the header says, and
    /// counts for more than what the body says of itself: the rest of the body is
    /// not sent.
    pub fn new(body: &impl Body, content_length: Option<u64>) -> Self {
        BodyProgress {
            bytes: 0,
            length: content_length.or_else(|| body.size_hint().exact()),
            ended: body.is_end_stream(),
        }
    }

    /// A frame was taken out of the body.
    pub fn frame<D: Buf>(&mut self, frame: &Frame<D>) {
        match frame.data_ref() {
            Some(data) => self.bytes += data.remaining() as u64,
            None => self.ended |= frame.is_trailers(),
        }
    }

    /// The body gave `None`: it was asked for its end, and has reached it.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Takes in what the body says of itself: after a frame, and before the body
    /// is dropped.
    pub fn look_at(&mut self, body: &impl Body) {
        self.ended |= body.is_end_stream();
        if self.length.is_none() && body.size_hint().exact() == Some(0) {
            self.length = Some(self.bytes);
        }
    }

    /// Whether all of the body has gone by, trailers included.
    pub fn has_ended(&self) -> bool {
        self.ended
    }

    /// Whether all bytes of the body have gone by; trailers may still follow.
    pub fn is_whole(&self) -> bool {
        self.ended || self.length.is_some_and(|length| self.bytes >= length)
    }

    /// The bytes that went by, and not more than the header says.
    pub fn bytes(&self) -> u64 {
        self.length
            .map_or(self.bytes, |length| length.min(self.bytes))
    }
}
