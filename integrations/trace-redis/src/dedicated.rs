//! A connection of its own, for commands that wait.

#![expect(
    clippy::disallowed_methods,
    reason = "what is made here is put under a contract"
)]

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::{ConnectionLike, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Client, Cmd, Pipeline, RedisFuture, RedisResult, Value};
use trace_runtime::TraceContract;

use crate::asked::Asked;
use crate::commands::Wait;
use crate::log;
use crate::span::CommandSpan;
use crate::target::Target;

/// What an answer may take longer than the wait that was asked for.
const GRACE: Duration = Duration::from_secs(5);

/// A connection for commands that wait at the server, such as `BLPOP` or `XREADGROUP … BLOCK`:
/// nobody else waits for it, as it has no clones and is used by one at a time.
///
/// Made by [`Client::get_dedicated_connection`](crate::Client::get_dedicated_connection).
///
/// A command that is dropped before its answer closes the connection, so that the server does
/// not give an element to somebody who is gone; the next command opens it again. So does one
/// that fails because the connection is lost.
///
/// ```no_run
/// use std::time::Duration;
///
/// use redis::AsyncCommands;
/// use trace_runtime::{TraceContract, traced};
///
/// #[traced]
/// async fn next(cx: &TraceContract, client: &trace_redis::Client) -> redis::RedisResult<()> {
///     let longest = Some(Duration::from_secs(30));
///     let mut con = client.get_dedicated_connection(longest).await?;
///     let job: Option<(String, String)> = con.traced(cx).blpop("jobs", 30.0).await?;
///     Ok(())
/// }
/// ```
pub struct DedicatedConnection {
    client: Client,
    longest: Option<Duration>,
    /// `None` while a command is on its way, and behind one that was dropped.
    con: Option<MultiplexedConnection>,
    target: Arc<Target>,
}

impl DedicatedConnection {
    pub(crate) async fn open(
        client: Client,
        longest: Option<Duration>,
        target: Arc<Target>,
    ) -> RedisResult<Self> {
        let mut dedicated = DedicatedConnection {
            client,
            longest,
            con: None,
            target,
        };
        dedicated.con = Some(dedicated.connect().await?);
        Ok(dedicated)
    }

    /// The connection under a contract: a [`ConnectionLike`], as redis's own are.
    pub fn traced<'a>(&'a mut self, cx: &'a TraceContract) -> TracedDedicatedConnection<'a> {
        TracedDedicatedConnection {
            dedicated: self,
            cx,
        }
    }

    /// Asks without a span, and gives errors of the server as such; for what belongs to no
    /// trace.
    #[cfg(feature = "streams")]
    pub(crate) async fn ask(&mut self, command: &Cmd) -> RedisResult<Value> {
        let mut con = self.take().await?;
        let answer = con.req_packed_command(command).await;
        self.con = still_good(con, &answer);
        answer?.extract_error()
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let limit = self.longest.map(|longest| longest.saturating_add(GRACE));
        let config = AsyncConnectionConfig::new().set_response_timeout(limit);
        self.client
            .get_multiplexed_async_connection_with_config(&config)
            .await
    }

    fn db(&self) -> i64 {
        self.client.get_connection_info().redis_settings().db()
    }

    /// Takes the connection away, for one command.
    async fn take(&mut self) -> RedisResult<MultiplexedConnection> {
        match self.con.take() {
            Some(con) => Ok(con),
            None => self.connect().await,
        }
    }

    /// Says it, where a command waits for longer than the connection.
    fn warn(&self, asked: &Asked) {
        let Some(longest) = self.longest else { return };
        let is_too_long = match asked.wait {
            Wait::Never => false,
            Wait::AtMost(wait) => wait > longest,
            Wait::Forever => true,
        };
        if is_too_long && self.target.counters.blocking_on_shared() == 0 {
            log::blocks_too_long(&asked.operation, longest);
        }
    }
}

impl fmt::Debug for DedicatedConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DedicatedConnection")
            .field("server", &self.target.server)
            .finish_non_exhaustive()
    }
}

/// A [`DedicatedConnection`] under a contract: what redis sends commands to.
pub struct TracedDedicatedConnection<'a> {
    dedicated: &'a mut DedicatedConnection,
    cx: &'a TraceContract,
}

impl ConnectionLike for TracedDedicatedConnection<'_> {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        let TracedDedicatedConnection { dedicated, cx } = self;
        let target = Arc::clone(&dedicated.target);
        let asked = Asked::command(cmd, target.settings.record_keys);
        dedicated.warn(&asked);
        Box::pin(async move {
            let span = CommandSpan::start(cx, &target, asked, dedicated.db());
            // To connect again is part of it.
            let exchange = async {
                let mut con = dedicated.take().await?;
                let answer = con.req_packed_command(cmd).await;
                dedicated.con = still_good(con, &answer);
                answer
            };
            let answer = span.instrument(exchange).await;
            span.ended(&answer);
            answer
        })
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        let TracedDedicatedConnection { dedicated, cx } = self;
        let target = Arc::clone(&dedicated.target);
        let asked = Asked::pipeline(pipeline, target.settings.record_keys);
        dedicated.warn(&asked);
        Box::pin(async move {
            let span = CommandSpan::start(cx, &target, asked, dedicated.db());
            let exchange = async {
                let mut con = dedicated.take().await?;
                let answers = con.req_packed_commands(pipeline, offset, count).await;
                dedicated.con = still_good(con, &answers);
                answers
            };
            let answers = span.instrument(exchange).await;
            span.ended_all(&answers);
            answers
        })
    }

    fn get_db(&self) -> i64 {
        self.dedicated.db()
    }
}

/// The connection, unless it is lost or the server may still be at the command.
fn still_good<T>(
    con: MultiplexedConnection,
    answer: &RedisResult<T>,
) -> Option<MultiplexedConnection> {
    match answer {
        Err(error) if error.is_timeout() || error.is_unrecoverable_error() => None,
        _ => Some(con),
    }
}

impl fmt::Debug for TracedDedicatedConnection<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedDedicatedConnection")
            .field("server", &self.dedicated.target.server)
            .finish_non_exhaustive()
    }
}
