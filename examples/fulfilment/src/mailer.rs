//! Writes the mails. This one writes a line.

use futures_util::StreamExt as _;
use trace_nats::Subscriber;
use trace_runtime::{TraceContract, traced};

use crate::Failed;
use crate::config::Options;
use crate::order::OrderPlaced;
use crate::serve::{Service, Stopped};
use crate::warehouse::SHIPPED;

pub(crate) async fn start(cx: &TraceContract, options: &Options) -> Result<Service, Failed> {
    let nats = trace_nats::connect(options.nats()?).await?;
    let shipped = nats.queue_subscribe(SHIPPED, "mailer".to_owned()).await?;
    nats.flush().await?;
    let mut service = Service::new();
    service
        .serves(cx, options.listen, axum::Router::new())
        .await?;
    service.does(work(shipped, service.stopped()));
    Ok(service)
}

async fn work(mut shipped: Subscriber, mut stopped: Stopped) -> Result<(), Failed> {
    loop {
        let message = tokio::select! {
            message = shipped.next() => message.ok_or("the connection to NATS was closed")?,
            () = stopped.wait() => return Ok(()),
        };
        let work = message.process(async |cx, message| mail(cx, &message.payload));
        // That it failed is in its span.
        let _ = work.await;
    }
}

#[traced]
fn mail(cx: &TraceContract, shipped: &[u8]) -> serde_json::Result<()> {
    let order: OrderPlaced = serde_json::from_slice(shipped)?;
    cx.set_attribute("order.id", order.id);
    tracing::info!(order = order.id, item = order.item, "mail sent");
    Ok(())
}
