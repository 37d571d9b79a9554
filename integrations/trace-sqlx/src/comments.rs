//! Which comments a pool adds to its statements.

use std::borrow::Cow;

use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::asked::Asked;
use crate::backend::Backend;
use crate::comment::comment;
use crate::dialect::Dialect;

/// Which comments a pool adds to its statements.
#[derive(Debug, Clone, Default)]
pub(crate) struct Comments {
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) traceparent: bool,
}

impl Comments {
    /// Whether no statement gets one.
    pub(crate) fn is_off(&self) -> bool {
        self.tags.is_empty() && !self.traceparent
    }

    /// Adds the comment. Called within the span of the statement, whose id it says.
    ///
    /// A text that differs each time is kept out of the cache of prepared statements: it
    /// would drive out those that are used again. One that was prepared by the user is what
    /// it is.
    pub(crate) fn add_to<DB: Backend>(&self, asked: Asked<DB>) -> Asked<DB> {
        if asked.is_prepared() {
            return asked;
        }
        let (text, is_constant) = self.text(asked.text().as_str(), DB::facts().dialect);
        let text = match text {
            Cow::Borrowed(_) => return asked,
            Cow::Owned(text) => text,
        };
        // Of ours are only encoded bytes within a comment; the rest is the user's own text.
        let text = AssertSqlSafe(text).into_sql_str();
        asked.with_text(text, is_constant)
    }

    /// The text with the comment, and whether that is the same each time. Called within
    /// the span of the statement.
    pub(crate) fn text<'t>(&self, text: &'t str, dialect: Dialect) -> (Cow<'t, str>, bool) {
        let ids = self.traceparent.then(Ids::of_current).flatten();
        let tags = self.tags.iter().map(|(key, value)| (&**key, &**value));
        let pairs = tags.chain(ids.iter().flat_map(Ids::pairs));
        (comment(text, dialect, pairs), ids.is_none())
    }
}

/// The ids of a span.
struct Ids {
    correlation_id: String,
    traceparent: [u8; 55],
}

impl Ids {
    /// The ids of the current span, if it is recorded.
    fn of_current() -> Option<Self> {
        let span = trace_runtime::with_current(|span| span)?;
        span.is_recording().then(|| Ids {
            correlation_id: span.correlation_id().to_string(),
            traceparent: span.span_context().to_traceparent(),
        })
    }

    fn pairs(&self) -> [(&str, &str); 2] {
        // Digits and dashes.
        let traceparent = str::from_utf8(&self.traceparent).unwrap_or_default();
        [
            ("correlation_id", &self.correlation_id),
            ("traceparent", traceparent),
        ]
    }
}
