//! Blocking work: `cx.spawn_blocking` in place of `tokio::task::spawn_blocking`.

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, traced};

#[traced]
fn hash(cx: &TraceContract, password: &str) -> u64 {
    cx.set_attribute("rounds", 100_000);
    let rounds = 0..100_000_u64;
    rounds.fold(password.len() as u64, |hash, round| {
        (hash ^ round).rotate_left(7)
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run("spawn_blocking", async |cx| {
        let hashed = cx.spawn_blocking("hash password", |cx| hash(cx, "correct horse"));
        println!("{:x}", hashed.await.expect("hashing does not panic"));
    })
    .await;
    Ok(())
}
