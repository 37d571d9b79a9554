//! HTTP headers as a carrier.

use std::borrow::{Borrow, BorrowMut};

use http::{HeaderMap, HeaderName, HeaderValue};
use trace_runtime::propagation::{Extractor, Injector};

/// HTTP headers as the carrier of a trace context: `Headers(&headers)` is read
/// from, every line of it, and `Headers(&mut headers)` is also written to.
///
/// ```
/// use http::HeaderMap;
/// use trace_http::Headers;
/// use trace_runtime::propagation;
///
/// let mut headers = HeaderMap::new();
/// headers.insert("x-request-id", "checkout-7".parse().unwrap());
/// let inbound = propagation::extract(&Headers(&headers));
/// assert_eq!(inbound.correlation_id.unwrap().as_str(), "checkout-7");
///
/// trace_runtime::run_sync("call", |cx| cx.inject(&mut Headers(&mut headers)));
/// assert!(headers.contains_key("traceparent"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Headers<H>(pub H);

impl<H: Borrow<HeaderMap>> Extractor for Headers<H> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        for value in self.0.borrow().get_all(name) {
            each(value.as_bytes());
        }
    }
}

impl<H: BorrowMut<HeaderMap>> Injector for Headers<H> {
    fn set(&mut self, name: &'static str, value: &str) {
        // Names and values are printable ASCII; what is not is left out, since
        // a header is worth less than the request.
        if let (Some(name), Ok(value)) = (header_name(name), HeaderValue::from_str(value)) {
            self.0.borrow_mut().insert(name, value);
        }
    }

    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        let headers = self.0.borrow_mut();
        let names = headers.keys().filter(|name| of_context(name.as_str()));
        for name in names.cloned().collect::<Vec<_>>() {
            headers.remove(name);
        }
    }
}

/// A name as it is written on the wire is not copied.
fn header_name(name: &'static str) -> Option<HeaderName> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.is_empty() && name.bytes().all(plain) {
        return Some(HeaderName::from_static(name));
    }
    HeaderName::from_bytes(name.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use trace_runtime::propagation::is_context_field;

    use super::*;

    #[test]
    fn every_line_is_read() {
        let mut headers = HeaderMap::new();
        headers.append("baggage", HeaderValue::from_static("a=1"));
        headers.append("baggage", HeaderValue::from_bytes(b"b=\xff").unwrap());
        let mut lines = Vec::new();
        Headers(&headers).values("baggage", &mut |line| lines.push(line.to_vec()));
        assert_eq!(lines, [b"a=1".to_vec(), b"b=\xff".to_vec()]);
    }

    #[test]
    fn what_is_set_replaces_every_line() {
        let mut headers = HeaderMap::new();
        headers.append("traceparent", HeaderValue::from_static("one"));
        headers.append("traceparent", HeaderValue::from_static("two"));
        Headers(&mut headers).set("traceparent", "ours");
        let lines: Vec<_> = headers.get_all("traceparent").iter().collect();
        assert_eq!(lines, ["ours"]);
    }

    #[test]
    fn every_line_of_a_context_is_removed_and_nothing_else() {
        let mut headers = HeaderMap::new();
        for name in ["accept", "b3", "tracestate", "tracestate", "uberctx-role"] {
            headers.append(name, HeaderValue::from_static("another"));
        }
        Headers(&mut headers).remove(&is_context_field);
        assert_eq!(
            headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(),
            ["accept"]
        );
    }

    #[test]
    fn names_are_written_in_small_letters() {
        let mut headers = Headers(HeaderMap::new());
        headers.set("X-B3-TraceId", "1");
        headers.set("b3", "2");
        headers.set("", "3");
        headers.set("no name", "4");
        let mut names: Vec<_> = headers.0.keys().map(HeaderName::as_str).collect();
        names.sort();
        assert_eq!(names, ["b3", "x-b3-traceid"]);
    }

    #[test]
    fn a_value_that_is_no_header_is_left_out() {
        let mut headers = Headers(HeaderMap::new());
        headers.set("baggage", "a\r\nb");
        assert!(headers.0.is_empty());
    }
}
