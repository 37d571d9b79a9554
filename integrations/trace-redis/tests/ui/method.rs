use redis::AsyncCommands;
use trace_redis::MultiplexedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut MultiplexedConnection) -> redis::RedisResult<()> {
    let _: String = con.get("name").await?;
    //~ let _: String = con.traced(cx).get("name").await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
