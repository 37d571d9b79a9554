//! The page that a request comes from.

use axum::http::HeaderMap;
use axum::http::header::{HeaderName, ORIGIN};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

/// Whether the request comes from a page of another origin than `authority`.
///
/// A request of a program names no origin. Whoever follows a link from another page to this
/// one navigates, which shows that page nothing.
///
/// Source: W3C "Fetch Metadata Request Headers".
pub(super) fn is_foreign(headers: &HeaderMap, authority: &str) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    if origins.any(|origin| !is_same(origin.as_bytes(), authority)) {
        return true;
    }
    match headers.get(FETCH_SITE).map(|site| site.as_bytes()) {
        None | Some(b"same-origin" | b"none") => false,
        Some(_) => headers
            .get(FETCH_MODE)
            .is_none_or(|mode| mode != "navigate"),
    }
}

fn is_same(origin: &[u8], authority: &str) -> bool {
    let schemes: [(&[u8], &str); 2] = [(b"http://", ":80"), (b"https://", ":443")];
    schemes.iter().any(|(scheme, port)| {
        let Some(rest) = origin.strip_prefix(*scheme) else {
            return false;
        };
        // A browser leaves the usual port out of both, a program of only one maybe.
        let without = |text: &[u8]| {
            let usual = text.strip_suffix(port.as_bytes());
            usual.unwrap_or(text).to_ascii_lowercase()
        };
        without(rest) == without(authority.as_bytes())
    })
}
