//! What differs between databases.

use std::sync::Arc;

use sqlx::{Connection, Database};

use crate::dialect::Dialect;

/// A database whose statements are understood. Nobody else can implement it.
pub trait Backend: Database + private::Sealed {
    #[doc(hidden)]
    fn facts() -> Facts;

    #[doc(hidden)]
    fn server(options: &<Self::Connection as Connection>::Options) -> Server;

    #[doc(hidden)]
    fn rows_affected(result: &Self::QueryResult) -> u64;
}

mod private {
    pub trait Sealed {}
}

/// What holds for each database of a kind.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct Facts {
    /// `db.system.name`
    pub(crate) system: &'static str,
    pub(crate) dialect: Dialect,
    /// Whether the driver works, and logs, on threads of its own.
    pub(crate) logs_from_threads: bool,
}

/// Where a database is, in the words of the conventions.
#[doc(hidden)]
#[derive(Debug, Clone, Default)]
pub struct Server {
    pub(crate) address: Option<Arc<str>>,
    pub(crate) port: Option<u16>,
    pub(crate) namespace: Option<Arc<str>>,
}

#[cfg(feature = "mysql")]
impl private::Sealed for sqlx::MySql {}

/// MariaDB as well, which the driver does not tell from MySQL.
#[cfg(feature = "mysql")]
impl Backend for sqlx::MySql {
    fn facts() -> Facts {
        Facts {
            system: "mysql",
            dialect: Dialect::MySql,
            logs_from_threads: false,
        }
    }

    fn server(options: &sqlx::mysql::MySqlConnectOptions) -> Server {
        let (address, port) = match options.get_socket() {
            Some(socket) => (socket.to_string_lossy().into(), None),
            None => (options.get_host().into(), Some(options.get_port())),
        };
        Server {
            address: Some(address),
            port,
            namespace: options.get_database().map(Arc::from),
        }
    }

    fn rows_affected(result: &Self::QueryResult) -> u64 {
        result.rows_affected()
    }
}

#[cfg(feature = "postgres")]
impl private::Sealed for sqlx::Postgres {}

#[cfg(feature = "postgres")]
impl Backend for sqlx::Postgres {
    fn facts() -> Facts {
        Facts {
            system: "postgresql",
            dialect: Dialect::Postgres,
            logs_from_threads: false,
        }
    }

    fn server(options: &sqlx::postgres::PgConnectOptions) -> Server {
        let (address, port) = match options.get_socket() {
            Some(socket) => (socket.to_string_lossy().into(), None),
            None => (options.get_host().into(), Some(options.get_port())),
        };
        Server {
            address: Some(address),
            port,
            namespace: options.get_database().map(Arc::from),
        }
    }

    fn rows_affected(result: &Self::QueryResult) -> u64 {
        result.rows_affected()
    }
}

#[cfg(feature = "sqlite")]
impl private::Sealed for sqlx::Sqlite {}

#[cfg(feature = "sqlite")]
impl Backend for sqlx::Sqlite {
    fn facts() -> Facts {
        Facts {
            system: "sqlite",
            dialect: Dialect::Sqlite,
            logs_from_threads: true,
        }
    }

    fn server(options: &sqlx::sqlite::SqliteConnectOptions) -> Server {
        Server {
            namespace: Some(options.get_filename().to_string_lossy().into()),
            ..Server::default()
        }
    }

    fn rows_affected(result: &Self::QueryResult) -> u64 {
        result.rows_affected()
    }
}
