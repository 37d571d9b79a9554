//! Sizes of bodies.

use http::HeaderMap;
use http::header::CONTENT_LENGTH;
use trace_runtime::TraceContract;

/// The length of the body as its header states it, if that is a number.
///
/// ```
/// let mut headers = http::HeaderMap::new();
/// headers.insert("content-length", "12".parse().unwrap());
/// assert_eq!(trace_http::content_length(&headers), Some(12));
/// ```
pub fn content_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Records a number of bytes, `http.request.body.size` or
/// `http.response.body.size`.
pub fn record_size(cx: &TraceContract, key: &'static str, bytes: u64) {
    cx.set_attribute(key, i64::try_from(bytes).unwrap_or(i64::MAX));
}
