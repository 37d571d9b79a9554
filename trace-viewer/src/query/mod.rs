//! The language of searches: a subset of Grafana Tempo's TraceQL, and what it lacks.
//!
//! ```text
//! { name = "POST /buy" && duration > 100ms }          one span is so
//! { .http.status_code >= 500 } && { status = error }  two spans, or one that is both
//! { resource.service.name = "gateway" } >> { name =~ "SELECT .*" }    the one above the other
//! ```
//!
//! * What is compared: attributes (`.key`, `span.key`, `resource.key`, `event.key`; a key with
//!   other characters in quotes: `span."my key"`), and `name`, `service`, `kind`, `status`,
//!   `statusMessage`, `duration`, `event:name`, `correlation`, `link:traceID`, `isRoot`,
//!   `traceDuration`, `spanCount`, `errorCount`, `rootName`, `rootServiceName`.
//! * How: `=`, `!=`, `<`, `<=`, `>`, `>=`, `=~` and `!~` with a regular expression that the whole
//!   text matches, `~` with a part of the text in any case, `!= nil` for what is there at all.
//! * With: `"text"`, `` `text` ``, whole and other numbers, `true`, durations (`1.5s`, `100ms`).
//! * Between: `&&`, `||`, `!`, parentheses.
//!
//! A query without braces is read as if it stood in one pair of them. The rest of TraceQL is
//! refused with its position; nothing is left out of a query silently.
//!
//! Source: "TraceQL", Grafana Tempo documentation.

// From the top down: a module stands above what it imports.
mod form;

mod parser;
mod written;

mod token;

mod error;
mod subject;

pub mod duration;

use trace_store::search::TraceFilter;

pub use error::ParseError;
pub use form::Form;
pub use written::Written;

/// Reads a query; an empty one is for all traces.
///
/// ```
/// use trace_viewer::query;
///
/// let filter = query::parse("{ status = error && duration > 1.5s }").unwrap();
/// assert_eq!(
///     query::Written(&filter).to_string(),
///     "{ status = error && duration > 1500ms }",
/// );
///
/// let error = query::parse("{ duration > }").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "character 14: expected a duration, such as 100ms or 1.5s, found `}`\n\
///      { duration > }\n\
///      \u{20}            ^",
/// );
/// ```
///
/// # Errors
///
/// The text is no query, or one of another size: it may have 16 KiB, 256 conditions, and
/// parentheses 64 deep.
pub fn parse(text: &str) -> Result<TraceFilter, ParseError> {
    parser::parse(text)
}
