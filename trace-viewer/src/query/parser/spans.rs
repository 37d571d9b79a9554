//! What stands within braces.

use trace_store::search::{Comparison, Condition, Literal, SpanFilter, Subject};

use super::cursor::Cursor;
use crate::query::error::ParseError;
use crate::query::subject::named;
use crate::query::token::Kind;

impl Cursor<'_> {
    pub(super) fn spans(&mut self) -> Result<SpanFilter, ParseError> {
        let mut filter = self.spans_of_all()?;
        while self.take("||") {
            filter = SpanFilter::Or(filter.into(), self.spans_of_all()?.into());
        }
        Ok(filter)
    }

    fn spans_of_all(&mut self) -> Result<SpanFilter, ParseError> {
        let mut filter = self.spans_alone()?;
        while self.take("&&") {
            filter = SpanFilter::And(filter.into(), self.spans_alone()?.into());
        }
        Ok(filter)
    }

    fn spans_alone(&mut self) -> Result<SpanFilter, ParseError> {
        if self.take("!") {
            let filter = self.nested(Self::spans_alone)?;
            return Ok(SpanFilter::Not(filter.into()));
        }
        if self.take("(") {
            let filter = self.nested(Self::spans)?;
            self.must_take(")", "`)`")?;
            return Ok(filter);
        }
        self.condition()
    }

    fn condition(&mut self) -> Result<SpanFilter, ParseError> {
        self.count()?;
        let Some(Kind::Word(word)) = self.peek() else {
            return Err(self.expected("a condition, such as `name = \"orders\"`"));
        };
        let word = word.clone();
        match &*word {
            "true" => {
                self.step(1);
                return Ok(SpanFilter::All);
            }
            "nestedSetParent" => return self.root(),
            _ => {}
        }
        let Some(subject) = named(&word) else {
            return Err(self.unknown(&word));
        };
        self.step(1);
        self.comparison(subject)
    }

    fn unknown(&self, word: &str) -> ParseError {
        let names = "`name`, `service`, `kind`, `status`, `statusMessage`, `duration`, \
                     `traceDuration`, `spanCount`, `errorCount`, `rootName`, `rootServiceName`, \
                     `event:name`, `correlation`, `link:traceID`, `isRoot`";
        let is_value = |first: char| first.is_ascii_digit() || first == '-';
        let message = if word.ends_with('.') {
            format!("expected a key behind `{word}`")
        } else if word.starts_with(is_value) {
            format!("`{word}` is a value: what is compared stands on the left")
        } else if let Some(("parent" | "link" | "instrumentation", _)) = word.split_once(['.', ':'])
        {
            format!(
                "`{word}` cannot be searched; `span`, `resource` and `event` can, and of links \
                 `link:traceID`"
            )
        } else {
            format!(
                "`{word}` is not known; an attribute is written `.{word}`; other names are {names}"
            )
        };
        self.error(message)
    }

    /// How Grafana writes that a span is the root: `nestedSetParent < 0`.
    fn root(&mut self) -> Result<SpanFilter, ParseError> {
        let signs = [
            ("<", "0", true),
            ("=", "-1", true),
            (">=", "0", false),
            ("!=", "-1", false),
        ];
        let value = self.ahead(2);
        let sign = self.ahead(1);
        let found = signs.iter().find(|(expected, number, _)| {
            sign == Some(&Kind::Sign(expected)) && value == Some(&Kind::Word((*number).into()))
        });
        let Some((_, _, is_root)) = found else {
            return Err(self.error(
                "`nestedSetParent` is understood as `nestedSetParent < 0` only: a root".to_owned(),
            ));
        };
        self.step(3);
        Ok(SpanFilter::Is(Condition {
            subject: Subject::IsRoot,
            comparison: Comparison::Equal(Literal::Bool(*is_root)),
        }))
    }
}
