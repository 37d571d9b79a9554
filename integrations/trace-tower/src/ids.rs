//! The ids that an answer names.

use http::{HeaderMap, HeaderName, HeaderValue};
use trace_runtime::{CorrelationId, TraceId};

const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The caller's own id of the request, if it is one that may be sent back.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<CorrelationId> {
    headers.get(REQUEST_ID)?.to_str().ok()?.trim().parse().ok()
}

/// The ids by which a caller can ask about its request.
#[derive(Debug)]
pub(crate) struct ResponseIds {
    pub(crate) trace_id: TraceId,
    pub(crate) correlation_id: CorrelationId,
    /// Returned only to a caller that sent one.
    pub(crate) request_id: Option<CorrelationId>,
}

impl ResponseIds {
    pub(crate) fn write(self, headers: &mut HeaderMap) {
        set(headers, TRACE_ID, &self.trace_id.to_string());
        set(headers, CORRELATION_ID, self.correlation_id.as_str());
        if let Some(id) = self.request_id {
            set(headers, REQUEST_ID, id.as_str());
        }
    }
}

/// All of these are letters, digits, `_` and `-`, so that none is refused.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
