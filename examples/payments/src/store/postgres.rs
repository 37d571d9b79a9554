//! The statements, for PostgreSQL.

pub(super) use trace_sqlx::PgPool as Pool;

pub(super) type Db = sqlx::Postgres;

#[path = "statements/mod.rs"]
pub(super) mod statements;
