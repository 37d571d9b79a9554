//! What each way of `sdk_client::ways` costs, for a hundred calls: connections, requests
//! that bring their trace, allocations of the caller's thread, which runs the SDK as well.

#![expect(
    clippy::disallowed_methods,
    reason = "the SDK wants a client of reqwest's own"
)]

use std::error::Error;
use std::io;

use sdk_client::{Processor, SDK, ways};
use tokio::runtime::{Builder, Runtime};
use trace_runtime::exporter::MemoryExporter;
use trace_runtime::{Gated, Pipeline, TraceContract, fallible, untraced};
use vendor_sdk::{CardError, Cards, Charge};

const CALLS: u64 = 100;

fn main() -> Result<(), Box<dyn Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(MemoryExporter::new())
        .install()?;
    println!("| {CALLS} calls | connections | with their trace | allocations a call |");
    println!("|---|---|---|---|");
    // One client for all calls, as it is meant to be used; and none that is kept.
    let shared = |processor: &Processor| Cards::new(reqwest::Client::new(), processor.url());
    measure("the SDK alone", |runtime, processor| {
        let cards = shared(processor);
        Box::new(move || {
            let charge = async |_: &TraceContract| cards.charge(Charge::of(1)).await.map(drop);
            runtime.block_on(untraced("the cost without a trace", charge))
        })
    })?;
    measure("the gate alone", |runtime, processor| {
        let cards = Gated::named(SDK, shared(processor));
        Box::new(move || {
            let call = async |cx: &TraceContract| ways::gated(cx, &cards, 1).await.map(drop);
            runtime.block_on(trace_runtime::run("call", call))
        })
    })?;
    measure("the SDK's own setting", |runtime, processor| {
        let cards = Gated::named(SDK, shared(processor));
        Box::new(move || {
            let call = async |cx: &TraceContract| {
                cards
                    .call(cx, fallible("charge card"), async |cx, cards| {
                        let charge = ways::with_headers(cx, Charge::of(1));
                        cards.charge(charge).await.map(drop)
                    })
                    .await
            };
            runtime.block_on(trace_runtime::run("call", call))
        })
    })?;
    measure("a client of the call", |runtime, processor| {
        let url = Gated::named(SDK, processor.url().to_owned());
        Box::new(move || {
            let call =
                async |cx: &TraceContract| ways::client_of_the_call(cx, &url, 1).await.map(drop);
            runtime.block_on(trace_runtime::run("call", call))
        })
    })?;
    Ok(())
}

type Call<'a> = Box<dyn Fn() -> Result<(), CardError> + 'a>;

fn measure<'a>(
    way: &str,
    prepare: impl FnOnce(&'static Runtime, &Processor) -> Call<'a>,
) -> Result<(), Box<dyn Error>> {
    // The server has threads of its own, whose allocations are not counted.
    let of_server: &'static Runtime = Box::leak(Box::new(Runtime::new()?));
    let processor = of_server.block_on(Processor::start(0))?;
    let runtime: &'static Runtime = Box::leak(Box::new(
        Builder::new_current_thread().enable_all().build()?,
    ));
    let call = prepare(runtime, &processor);
    let mut failed = 0;
    let counted = allocation_counter::measure(|| {
        for _ in 0..CALLS {
            failed += u64::from(call().is_err());
        }
    });
    if failed > 0 {
        return Err(io::Error::other(format!("{failed} calls failed")).into());
    }
    println!(
        "| {way} | {} | {} | {} |",
        processor.connections(),
        processor.traceparents().iter().flatten().count(),
        counted.count_total / CALLS,
    );
    Ok(())
}
