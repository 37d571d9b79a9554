//! Long bodies, written while they are sent.

use std::convert::Infallible;

use axum::body::Body;
use futures_util::stream;

/// How many spans are written at once.
pub(crate) const SPANS_A_CHUNK: usize = 256;

/// A body of pieces. Each is made when the one before has gone out, so that an answer never
/// lies in memory whole.
pub(crate) fn body<I>(pieces: I) -> Body
where
    I: Iterator<Item = Vec<u8>> + Send + 'static,
{
    Body::from_stream(stream::iter(pieces.map(Ok::<_, Infallible>)))
}

/// Writes a value as JSON.
pub(crate) fn json(value: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("an answer is made of texts, numbers and lists of them")
}
