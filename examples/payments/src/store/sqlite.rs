//! The statements, for SQLite.

pub(super) use trace_sqlx::SqlitePool as Pool;

pub(super) type Db = sqlx::Sqlite;

#[path = "statements/mod.rs"]
pub(super) mod statements;
