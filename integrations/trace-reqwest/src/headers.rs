//! HTTP headers as a carrier.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use trace_runtime::propagation::Injector;

/// Writes a trace context into the headers of a request.
pub(crate) struct Headers<'a>(pub(crate) &'a mut HeaderMap);

impl Injector for Headers<'_> {
    fn set(&mut self, name: &'static str, value: &str) {
        // Names and values are printable ASCII; what is not is left out, since
        // a header is worth less than the request.
        let name = HeaderName::from_bytes(name.as_bytes());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            self.0.insert(name, value);
        }
    }
}
