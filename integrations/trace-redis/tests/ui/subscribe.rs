use trace_redis::PubSub;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, pubsub: &mut PubSub) -> redis::RedisResult<()> {
    pubsub.subscribe("orders").await?;
    //~ pubsub.traced(cx).subscribe("orders").await?;
    Ok(())
}

fn main() {
    let _ = ask;
}
