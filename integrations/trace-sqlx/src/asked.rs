//! A statement, taken apart and put together again.

use sqlx::error::BoxDynError;
use sqlx::{Database, Execute, SqlStr};

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

    /// Whether values are bound, and do not stand in the text.
    pub(crate) fn is_parameterized(&self) -> bool {
        matches!(self.arguments, Some(Ok(Some(_)) | Err(_)))
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
