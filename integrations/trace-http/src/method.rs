//! Methods, in the words of the conventions.

use std::borrow::Cow;

use http::Method;
use trace_runtime::{Key, TraceContract};

/// The method, if it is one that the conventions know. Another could be
/// anything, and whoever sends it would decide how spans are named.
///
/// ```
/// use http::Method;
///
/// assert_eq!(trace_http::known_method(&Method::GET), Some("GET"));
/// assert_eq!(trace_http::known_method(&Method::from_bytes(b"BREW").unwrap()), None);
/// ```
pub fn known_method(method: &Method) -> Option<&'static str> {
    const KNOWN: [&str; 10] = [
        "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "CONNECT", "TRACE", "QUERY",
    ];
    KNOWN.into_iter().find(|known| *known == method.as_str())
}

/// The name of an HTTP span: the method, or `HTTP` for one that is not known,
/// and the route or template if there is one; never the path, of which there is
/// no end.
///
/// ```
/// use http::Method;
/// use trace_http::span_name;
///
/// assert_eq!(span_name(&Method::GET, Some("/orders/{id}")), "GET /orders/{id}");
/// assert_eq!(span_name(&Method::from_bytes(b"BREW").unwrap(), None), "HTTP");
/// ```
pub fn span_name(method: &Method, route: Option<&str>) -> Key {
    let method = known_method(method).unwrap_or("HTTP");
    match route {
        Some(route) => Cow::Owned(format!("{method} {route}")),
        None => Cow::Borrowed(method),
    }
}

/// Records `http.request.method`; one that is not known is `_OTHER`, and stands in
/// `http.request.method_original`.
pub fn record_method(cx: &TraceContract, method: &Method) {
    if let Some(known) = known_method(method) {
        cx.set_attribute("http.request.method", known);
    } else {
        cx.set_attribute("http.request.method", "_OTHER");
        cx.set_attribute("http.request.method_original", method.as_str().to_owned());
    }
}
