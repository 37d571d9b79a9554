//! URLs of requests: where they are sent stays readable, and no part that may be
//! a secret is shown.

use reqwest::Url;

use crate::by_path::redacted;

/// Redacts the URL `data`.
pub fn check(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let Ok(url) = Url::parse(text) else {
        return;
    };
    let shown = redacted(&url);
    assert!(["", "REDACTED"].contains(&shown.username()), "{shown}");
    assert!(
        [None, Some("REDACTED")].contains(&shown.password()),
        "{shown}"
    );
    assert_eq!(shown.fragment(), None, "{shown}");
    assert_eq!(shown.query().is_some(), url.query().is_some(), "{shown}");
    for pair in shown.query().unwrap_or_default().split('&') {
        let value = pair.split_once('=').map_or(pair, |(_, value)| value);
        assert!(shown.query().is_none() || value == "REDACTED", "{shown}");
    }
    let place = |url: &Url| {
        let host = url.host_str().map(str::to_owned);
        (
            url.scheme().to_owned(),
            host,
            url.port(),
            url.path().to_owned(),
        )
    };
    // Requests go to URLs with a host; of others, the setters of `url` shorten
    // the path.
    if url.has_host() {
        assert_eq!(place(&shown), place(&url));
    }
    assert_eq!(redacted(&shown), shown, "once is enough");
    // It is a URL, and as one it is the same; of `file:`, the setters of `url` keep
    // a host that its parser does not find.
    if url.scheme().starts_with("http") {
        assert_eq!(Url::parse(shown.as_str()).as_ref(), Ok(&shown));
    }
}
