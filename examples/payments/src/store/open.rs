//! Opening the database, and bringing its tables up to date.

use std::error::Error;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use trace_runtime::TraceContract;
use trace_sqlx::{Backend, PgPoolOptions, PoolOptions, SqlitePoolOptions};

use super::Store;

static MIGRATIONS: Migrator = sqlx::migrate!();

const MAX_CONNECTIONS: u32 = 8;
/// Less than a request may take.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where the data is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file of SQLite's, made at the first start.
    File(PathBuf),
    /// A URL of PostgreSQL's.
    Url(String),
}

/// What statements say of themselves to the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SqlComments {
    Off,
    /// The name of the application, in each statement.
    Tags,
    /// The trace as well, in each that is recorded; PostgreSQL parses those each time.
    Trace,
}

impl Store {
    /// Opens the database and brings its tables up to date.
    pub(crate) async fn open(
        cx: &TraceContract,
        database: &Database,
        comments: SqlComments,
    ) -> Result<Self, OpenError> {
        let at = database.to_string();
        let connect = |error| OpenError::Connect(at.clone(), error);
        let migrate = |error| OpenError::Migrate(at.clone(), error);
        match database {
            Database::File(path) => {
                let file = SqliteConnectOptions::new()
                    .filename(path)
                    .create_if_missing(true)
                    .foreign_keys(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(PATIENCE);
                let options = with_comments(SqlitePoolOptions::new(), comments);
                let pool = options.connect_with(file).await.map_err(connect)?;
                let migrated = pool.traced(cx).migrate(&MIGRATIONS).await;
                migrated.map_err(migrate)?;
                Ok(Store::Sqlite(pool))
            }
            Database::Url(url) => {
                // It would say at each start that the tables are there.
                let server = PgConnectOptions::from_str(url).map_err(connect)?;
                let server = server.options([("client_min_messages", "warning")]);
                let options = with_comments(PgPoolOptions::new(), comments);
                let pool = options.connect_with(server).await.map_err(connect)?;
                let migrated = pool.traced(cx).migrate(&MIGRATIONS).await;
                migrated.map_err(migrate)?;
                Ok(Store::Postgres(pool))
            }
        }
    }
}

fn with_comments<DB: Backend>(options: PoolOptions<DB>, comments: SqlComments) -> PoolOptions<DB> {
    let options = options
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(PATIENCE);
    let tagged = |options: PoolOptions<DB>| options.comment_tag("application", "payments");
    match comments {
        SqlComments::Off => options,
        SqlComments::Tags => tagged(options),
        SqlComments::Trace => tagged(options).comment_traceparent(),
    }
}

/// Without what a URL may say of users and passwords.
impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Database::File(path) => write!(f, "the file {}", path.display()),
            Database::Url(_) => f.write_str("the server of --database-url"),
        }
    }
}

/// There is no database to work with.
#[derive(Debug)]
pub(crate) enum OpenError {
    Connect(String, sqlx::Error),
    Migrate(String, MigrateError),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            OpenError::Connect(at, error) => {
                write!(f, "cannot open the database, {at}: {error}")
            }
            OpenError::Migrate(at, error) => {
                write!(f, "cannot bring the tables up to date, in {at}: {error}")
            }
        }
    }
}

impl Error for OpenError {}
