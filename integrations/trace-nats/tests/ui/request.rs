use trace_nats::Client;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn place(cx: &TraceContract, nats: &Client) -> Result<(), async_nats::RequestError> {
    nats.request("orders", "order 42".into()).await?;
    //~ nats.traced(cx).request("orders", "order 42".into()).await?;
    Ok(())
}

fn main() {
    let _ = place;
}
