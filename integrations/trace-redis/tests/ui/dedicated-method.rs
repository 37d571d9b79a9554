use redis::AsyncCommands;
use trace_redis::DedicatedConnection;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, con: &mut DedicatedConnection) -> redis::RedisResult<()> {
    let _: Option<(String, String)> = con.blpop("jobs", 1.0).await?;
    //~ let _: Option<(String, String)> = con.traced(cx).blpop("jobs", 1.0).await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
