//! The ways in which commands are sent.

use std::hint::black_box;

use redis::aio::ConnectionLike;
use redis::{AsyncCommands, RedisResult};
use trace_redis::MultiplexedConnection;
use trace_runtime::TraceContract;

/// How commands are sent, and whether that is recorded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mode {
    pub(crate) name: &'static str,
    pub(crate) is_traced: bool,
    pub(crate) is_recorded: bool,
    /// Whether all are sent at once.
    pub(crate) is_pipeline: bool,
}

pub(crate) const MODES: [Mode; 6] = [
    mode("a GET, plain redis", false, false, false),
    mode("a GET, not recorded", true, false, false),
    mode("a GET, recorded", true, true, false),
    mode("a pipeline of 20, plain redis", false, false, true),
    mode("a pipeline of 20, not recorded", true, false, true),
    mode("a pipeline of 20, recorded", true, true, true),
];

const fn mode(name: &'static str, is_traced: bool, is_recorded: bool, is_pipeline: bool) -> Mode {
    Mode {
        name,
        is_traced,
        is_recorded,
        is_pipeline,
    }
}

/// Commands of a trace.
const COMMANDS: usize = 20;

impl Mode {
    /// What is sent in a trace: commands, or one pipeline of them.
    pub(crate) fn sent(self) -> u64 {
        if self.is_pipeline { 1 } else { COMMANDS as u64 }
    }

    /// Sends what one trace sends.
    pub(crate) async fn send(
        self,
        cx: &TraceContract,
        con: &MultiplexedConnection,
    ) -> RedisResult<()> {
        match (self.is_pipeline, self.is_traced) {
            (false, false) => {
                for _ in 0..COMMANDS {
                    get(&mut plain(con)).await?;
                }
                Ok(())
            }
            (false, true) => {
                for _ in 0..COMMANDS {
                    get(&mut con.traced(cx)).await?;
                }
                Ok(())
            }
            (true, false) => get_all(&mut plain(con)).await,
            (true, true) => get_all(&mut con.traced(cx)).await,
        }
    }
}

/// A clone for each command, as redis asks for one that is exclusive, and as who shares a
/// connection has it.
#[expect(clippy::disallowed_methods, reason = "what is compared with")]
fn plain(con: &MultiplexedConnection) -> redis::aio::MultiplexedConnection {
    con.untraced().clone()
}

async fn get(con: &mut (impl ConnectionLike + Send + Sync)) -> RedisResult<()> {
    let value: Option<String> = con.get("name").await?;
    black_box(value);
    Ok(())
}

async fn get_all(con: &mut impl ConnectionLike) -> RedisResult<()> {
    let mut pipeline = redis::pipe();
    for _ in 0..COMMANDS {
        pipeline.get("name");
    }
    let values: Vec<Option<String>> = pipeline.query_async(con).await?;
    black_box(values);
    Ok(())
}
