//! What a connection is under a contract.

use std::fmt;

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisFuture, Value};
use trace_runtime::TraceContract;

use crate::asked::Asked;
use crate::commands::Wait;
use crate::log;
use crate::span::CommandSpan;
use crate::target::Target;

/// A [`Connection`](crate::Connection) under a contract: what redis sends commands to.
///
/// To keep a future of it, give it a name first: `let mut view = con.traced(cx);`.
#[derive(Clone)]
pub struct TracedConnection<'a, C> {
    pub(crate) con: C,
    pub(crate) cx: &'a TraceContract,
    pub(crate) target: &'a Target,
}

impl<'a, C> TracedConnection<'a, C> {
    pub(crate) fn new(con: C, cx: &'a TraceContract, target: &'a Target) -> Self {
        TracedConnection { con, cx, target }
    }

    /// Says it, where a command waits: others wait for it.
    fn warn(&self, asked: &Asked) {
        if asked.wait != Wait::Never && self.target.counters.blocking_on_shared() == 0 {
            log::blocking_on_shared(&asked.operation);
        }
    }
}

impl<C: ConnectionLike + Send> ConnectionLike for TracedConnection<'_, C> {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        let asked = Asked::command(cmd, self.target.settings.record_keys);
        self.warn(&asked);
        Box::pin(async move {
            let span = CommandSpan::start(self.cx, self.target, asked, self.con.get_db());
            let answer = span.instrument(self.con.req_packed_command(cmd)).await;
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
        let asked = Asked::pipeline(pipeline, self.target.settings.record_keys);
        self.warn(&asked);
        Box::pin(async move {
            let span = CommandSpan::start(self.cx, self.target, asked, self.con.get_db());
            let sent = self.con.req_packed_commands(pipeline, offset, count);
            let answers = span.instrument(sent).await;
            span.ended_all(&answers);
            answers
        })
    }

    fn get_db(&self) -> i64 {
        self.con.get_db()
    }
}

impl<C> fmt::Debug for TracedConnection<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TracedConnection")
            .field("server", &self.target.server)
            .finish_non_exhaustive()
    }
}
