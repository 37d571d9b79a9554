//! What stands behind a name.

use trace_store::search::{Comparison, Condition, Literal, Pattern, SpanFilter, Subject};

use super::cursor::Cursor;
use super::literal::{boolean, double, integer, nanos, one_of};
use crate::query::error::ParseError;
use crate::query::subject::{Expects, expects};
use crate::query::token::Kind;

impl Cursor<'_> {
    pub(super) fn comparison(&mut self, subject: Subject) -> Result<SpanFilter, ParseError> {
        let expects = expects(&subject);
        let sign = match self.peek() {
            Some(Kind::Sign(sign)) => *sign,
            _ => "",
        };
        let is_of_texts = matches!(
            expects,
            Expects::Anything | Expects::Text | Expects::OneOf(_)
        );
        let is_of_numbers = matches!(
            expects,
            Expects::Anything | Expects::Duration | Expects::Count
        );
        let is_fitting = match sign {
            "=" | "!=" => true,
            "=~" | "!~" | "~" => is_of_texts,
            "<" | "<=" | ">" | ">=" => is_of_numbers,
            _ => false,
        };
        if !is_fitting {
            return Err(self.expected(match (is_of_texts, is_of_numbers) {
                (true, true) => "one of `=`, `!=`, `<`, `<=`, `>`, `>=`, `=~`, `!~`, `~`",
                (true, false) => "one of `=`, `!=`, `=~`, `!~`, `~`",
                (false, true) => "one of `=`, `!=`, `<`, `<=`, `>`, `>=`",
                (false, false) => "one of `=`, `!=`",
            }));
        }
        self.step(1);
        if let ("=" | "!=", Some(Kind::Word(word))) = (sign, self.peek())
            && word == "nil"
        {
            self.step(1);
            let exists = SpanFilter::Is(Condition {
                subject,
                comparison: Comparison::Exists,
            });
            return Ok(match sign {
                "=" => SpanFilter::Not(exists.into()),
                _ => exists,
            });
        }
        let comparison = match sign {
            "=~" => Comparison::Matches(self.pattern()?),
            "!~" => Comparison::NotMatches(self.pattern()?),
            "~" => Comparison::Contains(self.text_literal("a text in quotes")?.into()),
            "=" => Comparison::Equal(self.value(expects)?),
            "!=" => Comparison::NotEqual(self.value(expects)?),
            "<" => Comparison::Less(self.number(expects)?),
            "<=" => Comparison::AtMost(self.number(expects)?),
            ">" => Comparison::Greater(self.number(expects)?),
            _ => Comparison::AtLeast(self.number(expects)?),
        };
        Ok(SpanFilter::Is(Condition {
            subject,
            comparison,
        }))
    }

    fn pattern(&mut self) -> Result<Pattern, ParseError> {
        let text = self.text_literal("a regular expression in quotes")?;
        Pattern::new(&text).map_err(|error| {
            self.step_back();
            self.error(format!("not a regular expression: {error}"))
        })
    }

    fn text_literal(&mut self, expected: &str) -> Result<String, ParseError> {
        match self.peek() {
            Some(Kind::Text(text)) => {
                let text = text.clone();
                self.step(1);
                Ok(text)
            }
            _ => Err(self.expected(expected)),
        }
    }

    fn number(&mut self, expects: Expects) -> Result<Literal, ParseError> {
        match self.value(expects)? {
            number @ (Literal::Int(_) | Literal::Double(_)) => Ok(number),
            _ => {
                self.step_back();
                Err(self.expected("a number or a duration"))
            }
        }
    }

    fn value(&mut self, expects: Expects) -> Result<Literal, ParseError> {
        let value = match (self.peek(), expects) {
            (Some(Kind::Text(text)), Expects::Anything | Expects::Text) => {
                Some(Literal::Text(text.as_str().into()))
            }
            (Some(Kind::Text(word)), Expects::OneOf(names)) => one_of(names, word),
            (Some(Kind::Word(word)), Expects::OneOf(names)) => one_of(names, word),
            (Some(Kind::Word(word)), Expects::Anything) => integer(word)
                .or_else(|| boolean(word))
                .or_else(|| double(word))
                .or_else(|| nanos(word)),
            (Some(Kind::Word(word)), Expects::Duration) => nanos(word),
            (Some(Kind::Word(word)), Expects::Count) => integer(word),
            (Some(Kind::Word(word)), Expects::Bool) => boolean(word),
            _ => None,
        };
        match value {
            Some(value) => {
                self.step(1);
                Ok(value)
            }
            None => Err(self.expected(&expects.words())),
        }
    }
}
