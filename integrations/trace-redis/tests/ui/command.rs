use trace_redis::MultiplexedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut MultiplexedConnection) -> redis::RedisResult<()> {
    let _: String = redis::cmd("GET").arg("name").query_async(con).await?;
    //~ let _: String = redis::cmd("GET").arg("name").query_async(&mut con.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
