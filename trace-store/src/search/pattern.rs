//! Regular expressions that cost little, whoever wrote them.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

/// The longest pattern, in bytes.
const LONGEST: usize = 1_000;
/// How many bytes a compiled pattern may take.
const SIZE_LIMIT: usize = 256 << 10;
/// How deep groups may lie in groups.
const NEST_LIMIT: u32 = 32;

/// A regular expression that a whole text must match, as in Tempo's TraceQL.
///
/// The time to match is linear in the text, and the memory is bounded: a pattern that would
/// take more is refused.
///
/// ```
/// use trace_store::search::Pattern;
///
/// let pattern = Pattern::new("GET /orders/.*")?;
/// assert!(pattern.is_match("GET /orders/7"));
/// assert!(!pattern.is_match("GET /orders"));
/// # Ok::<(), trace_store::search::PatternError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pattern {
    text: Arc<str>,
    regex: Regex,
}

impl Pattern {
    /// Compiles a pattern; the syntax is that of the crate `regex`.
    ///
    /// # Errors
    ///
    /// The text is no regular expression, or it takes too much to match it.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.len() > LONGEST {
            return Err(PatternError(format!(
                "a pattern of {} bytes, where {LONGEST} are the most",
                text.len()
            )));
        }
        let compile = |text: &str| {
            RegexBuilder::new(text)
                .size_limit(SIZE_LIMIT)
                .dfa_size_limit(SIZE_LIMIT)
                .nest_limit(NEST_LIMIT)
                .build()
                .map_err(|error| PatternError(in_one_line(&error)))
        };
        // Alone first: `a)|(b` is none, although it is one within parentheses.
        compile(text)?;
        let regex = compile(&format!("^(?:{text})$"))?;
        Ok(Pattern {
            text: text.into(),
            regex,
        })
    }

    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole of `text` matches.
    pub fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

/// Patterns are equal where their texts are.
impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A text is no pattern; why, in words for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError(String);

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for PatternError {}

/// The crate `regex` draws the pattern over several lines; its last line says what is wrong.
fn in_one_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}
