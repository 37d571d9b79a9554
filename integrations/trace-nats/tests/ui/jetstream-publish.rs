use trace_nats::jetstream::Context;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn place(cx: &TraceContract, nats: &Context) -> Result<(), trace_nats::jetstream::PublishError> {
    nats.publish("orders", "order 42".into()).await?;
    //~ nats.traced(cx).publish("orders", "order 42".into()).await?;
    Ok(())
}

fn main() {
    let _ = place;
}
