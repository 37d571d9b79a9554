//! What is in the database, read around the service.

use std::path::{Path, PathBuf};
use std::process::Command;

use sqlx::sqlite::SqliteConnectOptions;
use test_servers::{Database, Postgres};

use super::bare_command;

/// A database that outlives the services on it.
pub(crate) enum Books {
    File(PathBuf),
    Server(Database<'static>),
}

impl Books {
    pub(crate) fn sqlite() -> Self {
        Books::File(super::new_file())
    }

    pub(crate) fn postgres() -> Self {
        Books::Server(Postgres::shared().database())
    }

    /// `payments` on this database.
    pub(crate) fn command(&self) -> Command {
        let mut command = bare_command();
        match self {
            Books::File(path) => command.arg("--database").arg(path),
            Books::Server(database) => command.arg("--database-url").arg(database.url()),
        };
        command
    }

    /// Where a server's database is.
    pub(crate) fn url(&self) -> String {
        match self {
            Books::File(path) => panic!("{} is a file", path.display()),
            Books::Server(database) => database.url(),
        }
    }

    /// The number of a query that gives one row of one number.
    pub(crate) async fn number(&self, query: impl Into<String>) -> i64 {
        let query = query.into();
        match self {
            Books::File(path) => sqlite_number(path, query).await,
            Books::Server(database) => {
                let said = database.query(&query).expect("it is a query");
                said.trim().parse().expect("it is a number")
            }
        }
    }
}

async fn sqlite_number(path: &Path, query: String) -> i64 {
    let options = SqliteConnectOptions::new().filename(path);
    let pool = sqlx::SqlitePool::connect_with(options);
    let pool = pool.await.expect("it is a database");
    let number = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
        .fetch_one(&pool)
        .await;
    pool.close().await;
    number.expect("it is a query")
}
