use trace_redis::MultiplexedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut MultiplexedConnection) -> redis::RedisResult<()> {
    redis::pipe().atomic().set("a", 1).exec_async(con).await?;
    //~ redis::pipe().atomic().set("a", 1).exec_async(&mut con.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
