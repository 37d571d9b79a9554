use trace_redis::DedicatedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut DedicatedConnection) -> redis::RedisResult<()> {
    redis::cmd("BLPOP").arg("jobs").arg(1).exec_async(con).await?;
    //~ redis::cmd("BLPOP").arg("jobs").arg(1).exec_async(&mut con.traced(cx)).await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
