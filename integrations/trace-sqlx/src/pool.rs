//! The pool, and what it is under a contract.

use std::fmt;
use std::sync::Arc;

use sqlx::Error;
use sqlx::migrate::{Migrate, MigrateError, Migrator};
use trace_runtime::{Key, TraceContract};

use crate::acquire::acquire;
use crate::backend::Backend;
use crate::begin::Begin;
use crate::connection::PoolConnection;
use crate::span;
use crate::statement::Parent;
use crate::stats::PoolStats;
use crate::target::{Settings, Target};
use crate::transaction::{Around, Transaction};

/// A pool of connections that sends nothing without a contract. A clone is a handle to the
/// same pool.
pub struct Pool<DB: Backend> {
    pool: sqlx::Pool<DB>,
    target: Arc<Target>,
}

impl<DB: Backend> Pool<DB> {
    pub(crate) fn new(pool: sqlx::Pool<DB>, settings: Settings) -> Self {
        let server = DB::server(&pool.connect_options());
        let target = Target::new(DB::facts(), server, settings);
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

    /// What is counted of its connections: who waits for one, and for how long.
    pub fn stats(&self) -> PoolStats {
        let max = self.pool.options().get_max_connections();
        let counters = &self.target.counters;
        counters.stats(max, self.pool.size(), self.pool.num_idle())
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
        let TracedPool { pool, cx, .. } = self;
        let open = span::client(cx, &pool.target, "transaction");
        let tell = |time| open.enter(|cx| span::waited(cx, time));
        let statement = open.enter(|cx| pool.target.begin(cx));
        let begin = async {
            let conn = acquire(&pool.pool, &pool.target, tell).await?;
            Begin::on(conn, statement).await
        };
        let begun = open.instrument(begin).await;
        let target = Arc::clone(&pool.target);
        Transaction::begun(begun, open, cx, target, Around::Pool)
    }

    /// A connection to be used for several statements, each under a contract.
    ///
    /// If it had to be waited for, the span of the contract says so: it has none of its own.
    ///
    /// # Errors
    ///
    /// If there is none within the time limit, or the pool is closed.
    pub async fn acquire(self) -> Result<PoolConnection<DB>, Error> {
        let TracedPool { pool, cx, .. } = self;
        let tell = |time| span::waited(cx, time);
        let acquired = acquire(&pool.pool, &pool.target, tell).await?;
        Ok(PoolConnection::new(acquired, Arc::clone(&pool.target)))
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

    pub(crate) fn raw(&self) -> &'a sqlx::Pool<DB> {
        &self.pool.pool
    }

    #[cfg(feature = "postgres")]
    pub(crate) fn cx(&self) -> &'a TraceContract {
        self.cx
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
