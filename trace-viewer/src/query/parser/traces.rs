//! What stands between braces and around them.

use trace_store::search::{Relation, SpanFilter, TraceFilter};

use super::cursor::Cursor;
use crate::query::error::ParseError;
use crate::query::token::Kind;

impl Cursor<'_> {
    pub(super) fn traces(&mut self) -> Result<TraceFilter, ParseError> {
        let mut filter = self.traces_of_all()?;
        while self.take("||") {
            filter = TraceFilter::Or(filter.into(), self.traces_of_all()?.into());
        }
        Ok(filter)
    }

    fn traces_of_all(&mut self) -> Result<TraceFilter, ParseError> {
        let mut filter = self.traces_alone()?;
        while self.take("&&") {
            filter = TraceFilter::And(filter.into(), self.traces_alone()?.into());
        }
        Ok(filter)
    }

    fn traces_alone(&mut self) -> Result<TraceFilter, ParseError> {
        if self.take("(") {
            let filter = self.nested(Self::traces)?;
            self.must_take(")", "`)`")?;
            return Ok(filter);
        }
        let above = self.braces()?;
        let relation = if self.take(">>") {
            Relation::Descendant
        } else if self.take(">") {
            Relation::Child
        } else {
            return Ok(match above {
                None => TraceFilter::All,
                Some(filter) => TraceFilter::Spans(filter),
            });
        };
        let below = self.braces()?;
        if let Some(Kind::Sign(">" | ">>")) = self.peek() {
            return Err(self.error("a second relation, where one is understood".to_owned()));
        }
        let all = || SpanFilter::All;
        Ok(TraceFilter::Related(
            above.unwrap_or_else(all).into(),
            relation,
            below.unwrap_or_else(all).into(),
        ))
    }

    /// What stands in a pair of braces; `None` where nothing does.
    fn braces(&mut self) -> Result<Option<SpanFilter>, ParseError> {
        self.must_take("{", "`{`")?;
        self.count()?;
        if self.take("}") {
            return Ok(None);
        }
        let filter = self.spans()?;
        self.must_take("}", "`&&`, `||` or `}`")?;
        Ok(Some(filter))
    }
}
