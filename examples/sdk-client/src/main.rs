//! Pays twice, prints both traces, and says what the SDK has lost.

#![expect(
    clippy::disallowed_methods,
    reason = "the SDK wants a client of reqwest's own"
)]

use sdk_client::{Processor, SDK, Shop};
use trace_runtime::exporter::TreeExporter;
use trace_runtime::stats::ContextPlace;
use trace_runtime::{Pipeline, TraceContract};
use vendor_sdk::Cards;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let processor = Processor::start(1).await?;
    let shop = Shop::new(Cards::new(reqwest::Client::new(), processor.url()));
    let pay = async |cx: &TraceContract, cents| match shop.pay(cx, cents).await {
        Ok(receipt) => println!("{} is paid", receipt.id),
        Err(error) => println!("not paid: {error}"),
    };
    trace_runtime::run("small payment", async |cx| pay(cx, 1_250).await).await;
    trace_runtime::run("large payment", async |cx| pay(cx, 250_000).await).await;
    drop(pipeline);

    let stats = trace_runtime::stats();
    let cards = stats.context_at(ContextPlace::Sdk(SDK));
    println!("{SDK}: {} of {} contexts lost", cards.lost, cards.expected);
    for callback in stats.callbacks().iter().filter(|of| of.lost > 0) {
        println!("  {} of them at {}", callback.lost, callback.at);
    }
    Ok(())
}
