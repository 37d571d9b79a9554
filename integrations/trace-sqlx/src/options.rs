//! How a pool is opened.

use std::fmt;
use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection, Error};

use crate::backend::Backend;
use crate::pool::Pool;
use crate::target::Settings;

/// How a [`Pool`] is opened: sqlx's own options, and when a statement is slow.
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # async fn example() -> sqlx::Result<()> {
/// use std::time::Duration;
///
/// use trace_sqlx::SqlitePoolOptions;
///
/// let pool = SqlitePoolOptions::new()
///     .max_connections(5)
///     .slow_threshold(Duration::from_millis(20))
///     .connect("sqlite://shop.db?mode=rwc")
///     .await?;
/// # let _ = pool; Ok(())
/// # }
/// ```
pub struct PoolOptions<DB: Backend> {
    options: sqlx::pool::PoolOptions<DB>,
    settings: Settings,
}

impl<DB: Backend> PoolOptions<DB> {
    /// sqlx's defaults.
    pub fn new() -> Self {
        Self::from(sqlx::pool::PoolOptions::new())
    }

    /// A statement that takes as long writes a line at warn level; 100 ms by default.
    #[must_use]
    pub fn slow_threshold(mut self, slow: Duration) -> Self {
        self.settings.slow = slow;
        self
    }

    /// A transaction in which nothing happens for as long writes a line at warn level with
    /// its trace id, once; 10 s by default.
    ///
    /// No task watches over transactions. Who waits for a connection looks at those that
    /// hold one, as the wait begins and as it ends, also by a time-out; and the transaction
    /// itself does with its next statement and at its end.
    #[must_use]
    pub fn idle_in_transaction_threshold(mut self, idle: Duration) -> Self {
        self.settings.idle_in_transaction = idle;
        self
    }

    /// Sends each statement without a name, so that none is looked for on a connection
    /// where it was not prepared: for PgBouncer in transaction mode, which gives each
    /// transaction another connection of the server's.
    ///
    /// Each is parsed anew. `statement_cache_capacity(0)`, which is often told, does not do
    /// it. From version 1.21 on PgBouncer can keep prepared statements itself
    /// (`max_prepared_statements`), and this is not needed.
    #[must_use]
    pub fn unnamed_statements(mut self) -> Self {
        self.settings.unnamed = true;
        self
    }

    /// Adds a tag to each statement, in a comment of sqlcommenter's form that the
    /// database's own log shows: `SELECT 1 /*application='shop'*/`.
    ///
    /// It is the same each time, so that prepared statements are found again. A statement
    /// that has a comment, or was prepared by the user, stays as it is.
    #[must_use]
    pub fn comment_tag(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.comments.tags.push((key.into(), value.into()));
        self
    }

    /// Adds `traceparent`, with the id of the statement's own span, and `correlation_id` to
    /// the comment of each statement that is recorded.
    ///
    /// Its text is then another each time, so it is not kept prepared: each such statement
    /// is parsed anew. For a fraction of the requests, by the sampler.
    #[must_use]
    pub fn comment_traceparent(mut self) -> Self {
        self.settings.comments.traceparent = true;
        self
    }

    /// See [`sqlx::pool::PoolOptions::max_connections`].
    #[must_use]
    pub fn max_connections(self, max: u32) -> Self {
        self.map(|options| options.max_connections(max))
    }

    /// See [`sqlx::pool::PoolOptions::min_connections`].
    #[must_use]
    pub fn min_connections(self, min: u32) -> Self {
        self.map(|options| options.min_connections(min))
    }

    /// See [`sqlx::pool::PoolOptions::acquire_timeout`].
    #[must_use]
    pub fn acquire_timeout(self, timeout: Duration) -> Self {
        self.map(|options| options.acquire_timeout(timeout))
    }

    /// Any other option of sqlx's.
    #[must_use]
    pub fn map(
        self,
        change: impl FnOnce(sqlx::pool::PoolOptions<DB>) -> sqlx::pool::PoolOptions<DB>,
    ) -> Self {
        PoolOptions {
            options: change(self.options),
            ..self
        }
    }

    /// Opens a pool, and one connection at least.
    ///
    /// # Errors
    ///
    /// If the URL is none, or there is no connection.
    pub async fn connect(self, url: &str) -> Result<Pool<DB>, Error> {
        self.connect_with(url.parse()?).await
    }

    /// Opens a pool with options instead of a URL, and one connection at least.
    ///
    /// # Errors
    ///
    /// If there is no connection.
    #[expect(clippy::disallowed_methods, reason = "it is wrapped at once")]
    pub async fn connect_with(
        self,
        options: <DB::Connection as Connection>::Options,
    ) -> Result<Pool<DB>, Error> {
        let pool = self.options.connect_with(quiet::<DB>(options)).await?;
        Ok(Pool::new(pool, self.settings))
    }

    /// A pool that connects when it is first used.
    ///
    /// # Errors
    ///
    /// If the URL is none.
    pub fn connect_lazy(self, url: &str) -> Result<Pool<DB>, Error> {
        Ok(self.connect_lazy_with(url.parse()?))
    }

    /// A pool that connects when it is first used, with options instead of a URL.
    #[expect(clippy::disallowed_methods, reason = "it is wrapped at once")]
    pub fn connect_lazy_with(self, options: <DB::Connection as Connection>::Options) -> Pool<DB> {
        let pool = self.options.connect_lazy_with(quiet::<DB>(options));
        Pool::new(pool, self.settings)
    }
}

/// Without sqlx's own line for slow statements: it has the whole text, with all values
/// that stand in it. No statement is that slow; its line at debug is kept.
fn quiet<DB: Backend>(
    options: <DB::Connection as Connection>::Options,
) -> <DB::Connection as Connection>::Options {
    options.log_slow_statements(log::LevelFilter::Warn, Duration::MAX)
}

#[cfg(feature = "postgres")]
impl PoolOptions<sqlx::Postgres> {
    /// Shows the trace in `pg_stat_activity`: each transaction that is recorded has the
    /// `traceparent` of its span as `application_name`, until it ends. Experimental, and off
    /// by default.
    ///
    /// It is set as the transaction begins, in the same message. Statements outside of one
    /// have the name that the connection has: set for a session, a pooler would show it of
    /// somebody else's statements. 55 of the 63 bytes of a name are used, and what the
    /// connection is called is not to be seen meanwhile.
    ///
    /// ```
    /// # async fn example() -> sqlx::Result<()> {
    /// use trace_sqlx::PgPoolOptions;
    ///
    /// let pool = PgPoolOptions::new()
    ///     .application_name_traceparent()
    ///     .connect("postgres://localhost/shop")
    ///     .await?;
    /// # let _ = pool; Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn application_name_traceparent(mut self) -> Self {
        self.settings.application_name = true;
        self
    }
}

impl<DB: Backend> Pool<DB> {
    /// Opens a pool with sqlx's defaults, and one connection at least.
    ///
    /// # Errors
    ///
    /// If the URL is none, or there is no connection.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        PoolOptions::new().connect(url).await
    }

    /// Opens a pool with options instead of a URL, and one connection at least.
    ///
    /// # Errors
    ///
    /// If there is no connection.
    pub async fn connect_with(
        options: <DB::Connection as Connection>::Options,
    ) -> Result<Self, Error> {
        PoolOptions::new().connect_with(options).await
    }

    /// A pool that connects when it is first used.
    ///
    /// # Errors
    ///
    /// If the URL is none.
    pub fn connect_lazy(url: &str) -> Result<Self, Error> {
        PoolOptions::new().connect_lazy(url)
    }
}

impl<DB: Backend> Default for PoolOptions<DB> {
    fn default() -> Self {
        Self::new()
    }
}

impl<DB: Backend> From<sqlx::pool::PoolOptions<DB>> for PoolOptions<DB> {
    fn from(options: sqlx::pool::PoolOptions<DB>) -> Self {
        PoolOptions {
            options,
            settings: Settings::default(),
        }
    }
}

impl<DB: Backend> Clone for PoolOptions<DB> {
    fn clone(&self) -> Self {
        PoolOptions {
            options: self.options.clone(),
            settings: self.settings.clone(),
        }
    }
}

impl<DB: Backend> fmt::Debug for PoolOptions<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PoolOptions")
            .field("options", &self.options)
            .field("settings", &self.settings)
            .finish()
    }
}
