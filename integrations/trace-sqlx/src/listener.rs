//! `LISTEN` for PostgreSQL, under sqlx's names.

use std::fmt;
use std::sync::Arc;

use futures_core::Stream;
use sqlx::postgres::{PgListener as Inner, PgNotification};
use sqlx::{AssertSqlSafe, Error, Postgres, SqlSafeStr};
use trace_runtime::TraceContract;

use crate::asked::Form;
use crate::in_span::run;
use crate::options::PoolOptions;
use crate::pool::TracedPool;
use crate::span::{self, Rows};
use crate::statement::{Parent, Statement};
use crate::target::Target;

/// A stream of notifications, on a connection that it keeps and opens again if it is lost.
///
/// What it sends is a span each, as of any statement; to wait for a notification is none.
/// What is to be done with one belongs to a trace of its own, linked to that of the sender
/// where the payload says which that is:
///
/// ```
/// # #[derive(serde::Deserialize)] struct Order;
/// # async fn ship(_: &TraceContract, _: Order) {}
/// use trace_runtime::{Carried, TraceContract, linked_trace, traced};
/// use trace_sqlx::{PgListener, PgPool};
///
/// #[traced]
/// async fn orders(cx: &TraceContract, pool: &PgPool) -> sqlx::Result<()> {
///     let mut listener = PgListener::connect_with(pool.traced(cx)).await?;
///     listener.traced(cx).listen("orders").await?;
///     loop {
///         let notification = listener.traced(cx).recv().await?;
///         // What was sent by `SELECT pg_notify('orders', $1)`, with `Carried::new(cx, order)`
///         // as JSON.
///         let Ok(order) = serde_json::from_str::<Carried<Order>>(notification.payload()) else {
///             continue;
///         };
///         order
///             .open(linked_trace("ship"), async |cx, order| ship(cx, order).await)
///             .await;
///     }
/// }
/// ```
pub struct PgListener {
    inner: Inner,
    target: Arc<Target>,
}

impl PgListener {
    /// Connects, beside any pool.
    ///
    /// # Errors
    ///
    /// If the URL is none, or there is no connection.
    pub async fn connect(cx: &TraceContract, url: &str) -> Result<Self, Error> {
        let pool = PoolOptions::from(sqlx::postgres::PgPoolOptions::new())
            .max_connections(1)
            .map(|options| options.max_lifetime(None).idle_timeout(None))
            .connect_lazy(url)?;
        let mut listener = Self::connect_with(pool.traced(cx)).await?;
        // Nobody else has the pool.
        listener.ignore_pool_close_event(true);
        Ok(listener)
    }

    /// Takes a connection of the pool's, and keeps it.
    ///
    /// # Errors
    ///
    /// If there is none within the time limit, or the pool is closed.
    pub async fn connect_with(pool: TracedPool<'_, Postgres>) -> Result<Self, Error> {
        let target = Arc::clone(pool.target());
        let open = span::client(pool.cx(), &target, "connect");
        let connected = open.instrument(Inner::connect_with(pool.raw())).await;
        if let Err(error) = &connected {
            open.enter(|cx| span::record_error(cx, error, "CONNECT"));
        }
        open.finish(None);
        let inner = connected?;
        Ok(PgListener { inner, target })
    }

    /// The listener under a contract.
    pub fn traced<'a>(&'a mut self, cx: &'a TraceContract) -> TracedPgListener<'a> {
        TracedPgListener { listener: self, cx }
    }

    /// See [`sqlx::postgres::PgListener::ignore_pool_close_event`].
    pub fn ignore_pool_close_event(&mut self, ignore: bool) {
        self.inner.ignore_pool_close_event(ignore);
    }

    /// See [`sqlx::postgres::PgListener::eager_reconnect`].
    pub fn eager_reconnect(&mut self, eager: bool) {
        self.inner.eager_reconnect(eager);
    }

    /// All notifications, one after the other, for as long as the contract lives.
    pub fn into_stream(
        self,
        _cx: &TraceContract,
    ) -> impl Stream<Item = Result<PgNotification, Error>> + Unpin {
        self.inner.into_stream()
    }
}

/// A [`PgListener`] under a contract.
pub struct TracedPgListener<'a> {
    listener: &'a mut PgListener,
    cx: &'a TraceContract,
}

impl<'a> TracedPgListener<'a> {
    /// Listens to a channel.
    ///
    /// # Errors
    ///
    /// If there is no connection, or the database refuses.
    pub async fn listen(self, channel: &str) -> Result<(), Error> {
        let (listener, statement) = self.asks(listen([channel]));
        run(statement, listener.listen(channel), none).await
    }

    /// Listens to several channels.
    ///
    /// # Errors
    ///
    /// If there is no connection, or the database refuses.
    pub async fn listen_all(self, channels: impl IntoIterator<Item = &str>) -> Result<(), Error> {
        let channels: Vec<_> = channels.into_iter().collect();
        let (listener, statement) = self.asks(listen(channels.iter().copied()));
        run(statement, listener.listen_all(channels), none).await
    }

    /// Listens to a channel no more.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn unlisten(self, channel: &str) -> Result<(), Error> {
        let (listener, statement) = self.asks(format!("UNLISTEN {}", quoted(channel)));
        run(statement, listener.unlisten(channel), none).await
    }

    /// Listens to no channel.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn unlisten_all(self) -> Result<(), Error> {
        let (listener, statement) = self.asks("UNLISTEN *".to_owned());
        run(statement, listener.unlisten_all(), none).await
    }

    /// Waits for the next notification; a connection that is lost is opened again, without
    /// what was sent meanwhile.
    ///
    /// # Errors
    ///
    /// If there is no connection, or the pool is closed.
    pub async fn recv(self) -> Result<PgNotification, Error> {
        self.listener.inner.recv().await
    }

    /// Waits for the next notification; `None` where the connection was lost.
    ///
    /// # Errors
    ///
    /// If there is no connection, or the pool is closed.
    pub async fn try_recv(self) -> Result<Option<PgNotification>, Error> {
        self.listener.inner.try_recv().await
    }

    /// The next notification that is there already.
    pub fn next_buffered(self) -> Option<PgNotification> {
        self.listener.inner.next_buffered()
    }

    fn asks(self, text: String) -> (&'a mut Inner, Statement<'a>) {
        let PgListener { inner, target } = self.listener;
        let statement = Statement {
            parent: Parent::Contract(self.cx),
            target,
            summary: None,
            text: AssertSqlSafe(text).into_sql_str(),
            form: Form::Unbound,
            holder: None,
        };
        (inner, statement)
    }
}

/// What sqlx sends.
fn listen<'c>(channels: impl IntoIterator<Item = &'c str>) -> String {
    let channels = channels.into_iter();
    let statements: Vec<_> = channels
        .map(|channel| format!("LISTEN {}", quoted(channel)))
        .collect();
    statements.join("; ")
}

/// Up to a NUL, as sqlx has it.
fn quoted(name: &str) -> String {
    let name = name.split('\0').next().unwrap_or(name);
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn none((): &()) -> Rows {
    Rows::default()
}

impl fmt::Debug for PgListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PgListener").finish_non_exhaustive()
    }
}

impl fmt::Debug for TracedPgListener<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedPgListener").finish_non_exhaustive()
    }
}
