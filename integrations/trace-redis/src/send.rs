//! A command on its way, within its span.

use redis::aio::ConnectionLike;
use redis::{Cmd, Pipeline, RedisResult, Value};
use trace_runtime::TraceContract;

use crate::asked::Asked;
use crate::span::CommandSpan;
use crate::target::Target;

pub(crate) async fn command(
    cx: &TraceContract,
    target: &Target,
    asked: Asked,
    con: &mut impl ConnectionLike,
    command: &Cmd,
) -> RedisResult<Value> {
    let span = CommandSpan::start(cx, target, asked, con.get_db());
    let answer = span.instrument(con.req_packed_command(command)).await;
    span.ended(&answer);
    answer
}

pub(crate) async fn pipeline(
    cx: &TraceContract,
    target: &Target,
    asked: Asked,
    con: &mut impl ConnectionLike,
    (pipeline, offset, count): (&Pipeline, usize, usize),
) -> RedisResult<Vec<Value>> {
    let span = CommandSpan::start(cx, target, asked, con.get_db());
    let sent = con.req_packed_commands(pipeline, offset, count);
    let answers = span.instrument(sent).await;
    span.ended_all(&answers);
    answers
}
