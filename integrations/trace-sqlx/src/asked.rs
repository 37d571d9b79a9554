//! A statement, taken apart and put together again.

use sqlx::error::BoxDynError;
use sqlx::{Arguments, Database, Execute, SqlStr};

/// What is known of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// One statement, to which values are bound.
    Bound,
    /// One statement without bound values: they may stand in it.
    Unbound,
    /// Perhaps several statements.
    Raw,
}

/// All that a driver asks of a query, so that its text can be looked at: to read it takes
/// the query.
pub(crate) struct Asked<DB: Database> {
    sql: SqlStr,
    statement: Option<DB::Statement>,
    arguments: Option<Result<Option<DB::Arguments>, BoxDynError>>,
    persistent: bool,
}

impl<DB: Database> Asked<DB> {
    pub(crate) fn of<'q>(mut query: impl Execute<'q, DB>) -> Self {
        // In the order in which drivers ask: whether a `Map` is persistent depends on
        // whether its arguments are still there.
        let statement = query.statement().cloned();
        let arguments = Some(query.take_arguments());
        let persistent = query.persistent();
        Asked {
            statement,
            arguments,
            persistent,
            sql: query.sql(),
        }
    }

    pub(crate) fn text(&self) -> &SqlStr {
        &self.sql
    }

    /// Whether the user prepared it: the text was sent then.
    pub(crate) fn is_prepared(&self) -> bool {
        self.statement.is_some()
    }

    /// The same, kept prepared if it was to be and may be.
    pub(crate) fn persisting(self, may_persist: bool) -> Self {
        Asked {
            persistent: self.persistent && may_persist,
            ..self
        }
    }

    /// The same with another text, which is kept prepared if it was to be and may be.
    pub(crate) fn with_text(self, sql: SqlStr, may_persist: bool) -> Self {
        Asked {
            sql,
            persistent: self.persistent && may_persist,
            ..self
        }
    }

    pub(crate) fn form(&self) -> Form {
        match &self.arguments {
            Some(Ok(Some(arguments))) if arguments.len() > 0 => Form::Bound,
            Some(Ok(Some(_)) | Err(_)) => Form::Unbound,
            Some(Ok(None)) | None => Form::Raw,
        }
    }
}

impl<DB: Database> Execute<'_, DB> for Asked<DB> {
    fn sql(self) -> SqlStr {
        self.sql
    }

    fn statement(&self) -> Option<&DB::Statement> {
        self.statement.as_ref()
    }

    fn take_arguments(&mut self) -> Result<Option<DB::Arguments>, BoxDynError> {
        self.arguments.take().unwrap_or(Ok(None))
    }

    fn persistent(&self) -> bool {
        self.persistent
    }
}
