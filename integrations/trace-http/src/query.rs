//! What a query may show.

/// What stands in place of a value that is not shown.
pub const REDACTED: &str = "REDACTED";

/// A query with its keys alone: values hold tokens, names, card numbers. What has
/// no key is hidden as a whole.
///
/// ```
/// use trace_http::redact_query;
///
/// assert_eq!(redact_query("page=2&token=x=y&flag"), "page=REDACTED&token=REDACTED&REDACTED");
/// ```
pub fn redact_query(query: &str) -> String {
    let mut shown = String::new();
    for (at, pair) in query.split('&').enumerate() {
        if at > 0 {
            shown.push('&');
        }
        if let Some((key, _)) = pair.split_once('=') {
            shown.push_str(key);
            shown.push('=');
        }
        shown.push_str(REDACTED);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_query_only_keys_are_shown() {
        assert_eq!(redact_query(""), "REDACTED");
        assert_eq!(redact_query("=s3cret&&a"), "=REDACTED&REDACTED&REDACTED");
    }
}
