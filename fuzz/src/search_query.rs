//! Queries: each is read or refused; what is read is written as a query that says the same,
//! and what is refused is told with its place.

use crate::query::{Written, duration, parse};

/// Reads `data` as a query; its first line, if there are several, as a duration.
pub fn check(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let (first, query) = text.split_once('\n').unwrap_or((text, text));
    if let Some(nanos) = duration::parse(first) {
        let written = duration::write(nanos);
        assert_eq!(duration::parse(&written), Some(nanos), "{first:?}");
    }
    match parse(query) {
        Ok(filter) => {
            let written = Written(&filter).to_string();
            assert_eq!(parse(&written).as_ref(), Ok(&filter), "{written:?}");
        }
        Err(error) => {
            // What is wrong, the line, and a caret.
            let told = error.to_string();
            assert_eq!(told.lines().last().map(str::trim), Some("^"), "{told:?}");
        }
    }
}
