use trace_redis::MultiplexedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut MultiplexedConnection) -> redis::RedisResult<()> {
    let _: u64 = redis::Script::new("return 1").invoke_async(con).await?;
    //~ let _: u64 = redis::Script::new("return 1").invoke_async(&mut con.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
