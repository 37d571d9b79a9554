//! What every answer forbids the browser.

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::response::Response;

const FORBIDDEN: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::CONTENT_SECURITY_POLICY,
        // Names and values that were sent are shown as texts; should one ever stand in the
        // markup, it runs nothing and loads nothing.
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
         connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
];

/// Adds them. Traces are nobody else's: what has no rule of its own is not kept either.
pub(super) async fn add(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in FORBIDDEN {
        headers.insert(name, HeaderValue::from_static(value));
    }
    keep_nothing(headers);
    response
}

fn keep_nothing(headers: &mut HeaderMap) {
    let rule = headers.entry(header::CACHE_CONTROL);
    rule.or_insert(HeaderValue::from_static("no-store"));
}
