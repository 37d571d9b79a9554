//! Private parsers of other crates, taken in by the path of their source.
//!
//! A dependency gives only what is public, and nothing becomes public for the
//! sake of a fuzzer. Their unit tests stay where they are.

#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "each is written for its own crate"
)]

#[path = "../../integrations/trace-sqlx/src/comment/mod.rs"]
mod comment;
#[path = "../../integrations/trace-sqlx/src/dialect.rs"]
mod dialect;
#[path = "../../integrations/trace-sqlx/src/lexer/mod.rs"]
mod lexer;
#[path = "../../integrations/trace-otel/src/environment/list.rs"]
mod list;
#[path = "../../integrations/trace-reqwest/src/redact.rs"]
mod redact;
#[path = "../../integrations/trace-otel/src/transport/retry_after.rs"]
mod retry_after;
#[path = "../../integrations/trace-sqlx/src/sanitize/mod.rs"]
mod sanitize;
#[path = "../../integrations/trace-otel/src/transport/status.rs"]
mod status;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use dialect::Dialect;

pub(crate) use comment::LONGEST as LONGEST_COMMENT;
pub(crate) use sanitize::LONGEST as LONGEST_TEXT;

const DIALECTS: [Dialect; 3] = [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite];

/// The statement with its comment, in each dialect.
pub(crate) fn commented(statement: &str, pairs: &BTreeMap<String, String>) -> [String; 3] {
    DIALECTS.map(|dialect| {
        let pairs = pairs.iter().map(|(key, value)| (&**key, &**value));
        comment::comment(statement, dialect, pairs).into_owned()
    })
}

/// The text without literals: 0 is PostgreSQL, 1 MySQL, 2 SQLite.
pub(crate) fn sanitized(text: &str, dialect: usize) -> String {
    sanitize::sanitize(text, DIALECTS[dialect])
}

pub(crate) fn list_pairs(list: &str) -> (Vec<(String, String)>, usize) {
    list::attributes(list)
}

pub(crate) fn redacted(url: &reqwest::Url) -> reqwest::Url {
    redact::url(url)
}

pub(crate) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    retry_after::parse(value, now)
}

pub(crate) fn partial_success(response: &[u8]) -> Option<(u64, String)> {
    status::partial_success(response)
}

pub(crate) fn status_message(body: &[u8]) -> Option<String> {
    status::status_message(body)
}

pub(crate) fn retry_delay(details: &[u8]) -> Option<Duration> {
    status::retry_delay(details)
}
