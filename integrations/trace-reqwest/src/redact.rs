//! What a URL may show.

use reqwest::{Error, Url};
use trace_http::{REDACTED, redact_query};

/// The URL without credentials and without the values of its query; the
/// fragment is never sent, so it is not shown either.
pub(crate) fn url(url: &Url) -> Url {
    let mut shown = url.clone();
    // The setters fail for URLs that cannot have credentials; these have none.
    if !url.username().is_empty() {
        let _ = shown.set_username(REDACTED);
    }
    if url.password().is_some() {
        let _ = shown.set_password(Some(REDACTED));
    }
    shown.set_fragment(None);
    if let Some(query) = url.query() {
        shown.set_query(Some(&redact_query(query)));
    }
    shown
}

/// The error, its URL redacted: callers record and log what they get back.
pub(crate) fn error(mut error: Error) -> Error {
    if let Some(shown) = error.url_mut() {
        *shown = url(shown);
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(full: &str, shown: &str) {
        assert_eq!(url(&Url::parse(full).unwrap()).as_str(), shown);
    }

    #[test]
    fn credentials_and_values_are_hidden() {
        check(
            "https://joe:hunter2@bank.example/a?token=s3cret&page=2#top",
            "https://REDACTED:REDACTED@bank.example/a?token=REDACTED&page=REDACTED",
        );
        check(
            "https://:hunter2@b.example/",
            "https://:REDACTED@b.example/",
        );
        check("https://b.example/?s3cret", "https://b.example/?REDACTED");
        check("https://b.example/a/b", "https://b.example/a/b");
    }
}
