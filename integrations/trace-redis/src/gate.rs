//! What is no connection without a contract, and says what to write instead.
//!
//! redis's trait is implemented for the bare types, under a bound that nothing meets: rustc
//! reports the innermost bound that fails, and that one is ours, with our message.

use std::future::Ready;

use redis::aio::ConnectionLike;
use redis::{Cmd, FromRedisValue, Msg, Pipeline, RedisFuture, RedisResult, ToRedisArgs, Value};

use crate::connection::Connection;
use crate::dedicated::DedicatedConnection;
use crate::pubsub::PubSub;

/// Holds for nothing: a command is sent to what `.traced(cx)` gives.
#[diagnostic::on_unimplemented(
    message = "Redis is reached without a trace contract",
    label = "write `.traced(cx)` behind the connection",
    note = "commands, pipelines and scripts are sent to `con.traced(cx)`; `con` alone sends nothing"
)]
pub trait WriteTracedCx: private::Sealed {}

mod private {
    pub trait Sealed {}
}

const NEVER: &str = "nothing implements `WriteTracedCx`";

#[doc(hidden)]
impl<C> ConnectionLike for Connection<C>
where
    C: ConnectionLike + WriteTracedCx,
{
    fn req_packed_command<'a>(&'a mut self, _: &'a Cmd) -> RedisFuture<'a, Value> {
        unreachable!("{NEVER}")
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        _: &'a Pipeline,
        _: usize,
        _: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        unreachable!("{NEVER}")
    }

    fn get_db(&self) -> i64 {
        unreachable!("{NEVER}")
    }
}

/// The bound has a lifetime, as one without parameters would be refused here.
#[doc(hidden)]
impl ConnectionLike for DedicatedConnection
where
    for<'l> &'l DedicatedConnection: WriteTracedCx,
{
    fn req_packed_command<'a>(&'a mut self, _: &'a Cmd) -> RedisFuture<'a, Value> {
        unreachable!("{NEVER}")
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        _: &'a Pipeline,
        _: usize,
        _: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        unreachable!("{NEVER}")
    }

    fn get_db(&self) -> i64 {
        unreachable!("{NEVER}")
    }
}

/// The commands that people type, for their message alone: without these rustc only says that
/// there is no such method. redis has three hundred, too many to repeat.
macro_rules! commands {
    ($($command:ident($($Argument:ident),*))*) => {
        impl<C> Connection<C> {
            $(
                #[doc(hidden)]
                pub fn $command<$($Argument,)* R: FromRedisValue>(
                    &self,
                    $(_: $Argument,)*
                ) -> Ready<RedisResult<R>>
                where
                    C: WriteTracedCx,
                {
                    unreachable!("{NEVER}")
                }
            )*
        }

        impl DedicatedConnection {
            $(
                #[doc(hidden)]
                pub fn $command<$($Argument,)* R: FromRedisValue>(
                    &self,
                    $(_: $Argument,)*
                ) -> Ready<RedisResult<R>>
                where
                    for<'l> &'l DedicatedConnection: WriteTracedCx,
                {
                    unreachable!("{NEVER}")
                }
            )*
        }
    };
}

commands! {
    get(K)
    set(K, V)
    set_ex(K, V, S)
    mget(K)
    del(K)
    exists(K)
    expire(K, S)
    incr(K, D)
    decr(K, D)
    hget(K, F)
    hset(K, F, V)
    hgetall(K)
    hdel(K, F)
    lpush(K, V)
    rpush(K, V)
    lpop(K, N)
    rpop(K, N)
    lrange(K, A, Z)
    blpop(K, T)
    brpop(K, T)
    sadd(K, M)
    srem(K, M)
    smembers(K)
    zadd(K, M, S)
    zrange(K, A, Z)
    publish(N, E)
    xadd(K, I, F)
    xread(K, I)
    xack(K, G, I)
}

/// What people type, for its message alone.
impl PubSub {
    #[doc(hidden)]
    pub fn subscribe(&mut self, _: impl ToRedisArgs) -> Ready<RedisResult<()>>
    where
        for<'l> &'l PubSub: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn psubscribe(&mut self, _: impl ToRedisArgs) -> Ready<RedisResult<()>>
    where
        for<'l> &'l PubSub: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }

    #[doc(hidden)]
    pub fn on_message(&mut self) -> std::iter::Empty<Msg>
    where
        for<'l> &'l PubSub: WriteTracedCx,
    {
        unreachable!("{NEVER}")
    }
}
