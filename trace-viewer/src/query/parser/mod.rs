//! From the words of a query to its filter.

// From the top down: a module stands above what it imports.
mod traces;

mod spans;

mod comparison;

mod cursor;

mod literal;

use trace_store::search::TraceFilter;

use self::cursor::Cursor;
use super::error::ParseError;
use super::token::{Kind, tokens};

const LONGEST: usize = 16 << 10;

pub(super) fn parse(text: &str) -> Result<TraceFilter, ParseError> {
    if text.len() > LONGEST {
        let message = format!(
            "a query of {} bytes, where {LONGEST} are the most",
            text.len()
        );
        return Err(ParseError::new(text, 0, message));
    }
    let tokens = tokens(text)?;
    let has_braces = tokens.iter().any(|token| token.kind == Kind::Sign("{"));
    let mut cursor = Cursor::new(text, tokens);
    let filter = if cursor.peek().is_none() {
        TraceFilter::All
    } else if has_braces {
        cursor.traces()?
    } else {
        TraceFilter::Spans(cursor.spans()?)
    };
    match cursor.peek() {
        None => Ok(filter),
        Some(_) => Err(cursor.expected("`&&`, `||` or the end")),
    }
}
