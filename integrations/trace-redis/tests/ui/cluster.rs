use trace_redis::ClusterConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut ClusterConnection) -> redis::RedisResult<()> {
    redis::cmd("PING").exec_async(con).await?;
    //~ redis::cmd("PING").exec_async(&mut con.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
