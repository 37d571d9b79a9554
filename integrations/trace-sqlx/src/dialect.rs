//! What differs from one database's SQL to another's, as far as the ends of tokens go.

/// A database's SQL, by sqlx's name of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// PostgreSQL, with `standard_conforming_strings` on, as it is by default.
    Postgres,
    /// MySQL and MariaDB, in their default `sql_mode`: `\` escapes, `"…"` is a string.
    MySql,
    /// SQLite.
    Sqlite,
}

impl Dialect {
    /// Whether `\` escapes the byte that follows in every string.
    pub(crate) fn escapes(self) -> bool {
        self == Dialect::MySql
    }

    /// Whether `/* /* */` is still open.
    pub(crate) fn nests_comments(self) -> bool {
        self == Dialect::Postgres
    }

    /// Whether `"…"` can only be a name. In SQLite it is a string where there is no such
    /// name, which the text does not say.
    pub(crate) fn has_names_in_double_quotes(self) -> bool {
        self == Dialect::Postgres
    }
}
