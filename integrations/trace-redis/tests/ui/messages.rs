use trace_redis::PubSub;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn ask(cx: &TraceContract, pubsub: &mut PubSub) -> redis::RedisResult<()> {
    let _messages = pubsub.on_message();
    //~ let _messages = pubsub.traced(cx).on_message();
    Ok(())
}

fn main() {
    let _ = ask;
}
