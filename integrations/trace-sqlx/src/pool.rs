//! The pool, and what it is under a contract.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Error;
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use trace_runtime::{Key, TraceContract};

use crate::backend::Backend;
use crate::begin::Begin;
use crate::comments::Comments;
use crate::connection::PoolConnection;
use crate::span;
use crate::statement::Parent;
use crate::target::Target;
use crate::transaction::Transaction;

/// A pool of connections that sends nothing without a contract. A clone is a handle to the
/// same pool.
pub struct Pool<DB: Backend> {
    pool: sqlx::Pool<DB>,
    target: Arc<Target>,
}

impl<DB: Backend> Pool<DB> {
    pub(crate) fn new(
        pool: sqlx::Pool<DB>,
        slow: Duration,
        comments: Comments,
        unnamed: bool,
    ) -> Self {
        let target = Target {
            facts: DB::facts(),
            server: DB::server(&pool.connect_options()),
            slow,
            comments,
            unnamed,
        };
        Pool {
            pool,
            target: Arc::new(target),
        }
    }

    /// The pool under a contract: an [`Executor`](sqlx::Executor), as sqlx's own pool is.
    pub fn traced<'a>(&'a self, cx: &'a TraceContract) -> TracedPool<'a, DB> {
        TracedPool {
            pool: self,
            cx,
            summary: None,
        }
    }

    /// sqlx's own pool, for what no contract can reach. Nothing that it sends is traced: a
    /// search for `untraced_pool` finds every place.
    pub fn untraced_pool(&self) -> &sqlx::Pool<DB> {
        &self.pool
    }

    /// Closes all connections, and waits for those that are in use.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Whether [`close`](Self::close) was called.
    pub fn is_closed(&self) -> bool {
        self.pool.is_closed()
    }

    /// Connections that are open.
    pub fn size(&self) -> u32 {
        self.pool.size()
    }

    /// Connections that nobody uses.
    pub fn num_idle(&self) -> usize {
        self.pool.num_idle()
    }
}

impl<DB: Backend> Clone for Pool<DB> {
    fn clone(&self) -> Self {
        Pool {
            pool: self.pool.clone(),
            target: Arc::clone(&self.target),
        }
    }
}

impl<DB: Backend> fmt::Debug for Pool<DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pool").field(&self.pool).finish()
    }
}

/// A [`Pool`] under a contract: what sqlx sends a statement to.
///
/// A clone may be handed to several statements.
pub struct TracedPool<'a, DB: Backend> {
    pool: &'a Pool<DB>,
    cx: &'a TraceContract,
    summary: Option<Key>,
}

impl<'a, DB: Backend> TracedPool<'a, DB> {
    /// Names the span of the statement, in few and stable words, such as `SELECT users`;
    /// the system, such as `postgresql`, otherwise.
    #[must_use]
    pub fn summary(self, summary: impl Into<Key>) -> Self {
        TracedPool {
            summary: Some(summary.into()),
            ..self
        }
    }

    /// Begins a transaction, which is a span from here to its end.
    ///
    /// Dropped before its end, it is brought to its end elsewhere and rolled back.
    ///
    /// # Errors
    ///
    /// If there is no connection, or the database refuses.
    pub async fn begin(self) -> Result<Transaction<'static, DB>, Error> {
        let open = span::transaction(self.cx, &self.pool.target);
        let begun = open.instrument(Begin::of(&self.pool.pool)).await;
        Transaction::begun(begun, open, self.cx, Arc::clone(&self.pool.target), None)
    }

    /// A connection to be used for several statements, each under a contract.
    ///
    /// # Errors
    ///
    /// If there is none within the time limit, or the pool is closed.
    pub async fn acquire(self) -> Result<PoolConnection<DB>, Error> {
        let acquired = self.pool.pool.acquire().await?;
        Ok(PoolConnection::new(acquired, Arc::clone(&self.pool.target)))
    }

    /// Runs migrations, in a span; sqlx's own statements for it have none.
    ///
    /// # Errors
    ///
    /// If a migration fails, or one that was applied has changed.
    pub async fn migrate(self, migrator: &Migrator) -> Result<(), MigrateError>
    where
        DB::Connection: Migrate,
    {
        let span = trace_runtime::SpanBuilder::named("migrate");
        let pool = &self.pool.pool;
        self.cx.span(span, async |_| migrator.run(pool).await).await
    }

    pub(crate) fn raw(&self) -> sqlx::Pool<DB> {
        self.pool.pool.clone()
    }

    pub(crate) fn target(&self) -> &'a Arc<Target> {
        &self.pool.target
    }

    pub(crate) fn parent(&self) -> Parent<'a> {
        Parent::Contract(self.cx)
    }

    pub(crate) fn take_summary(&mut self) -> Option<Key> {
        self.summary.take()
    }
}

impl<DB: Backend> Clone for TracedPool<'_, DB> {
    fn clone(&self) -> Self {
        TracedPool {
            pool: self.pool,
            cx: self.cx,
            summary: self.summary.clone(),
        }
    }
}

impl<DB: Backend> fmt::Debug for TracedPool<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TracedPool").field(&self.pool.pool).finish()
    }
}
