//! Trying again, in a request and in a task that goes on after it.

use std::io::{Error, ErrorKind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, Retry, TraceContract, traced};

/// Is busy at first.
#[derive(Default)]
struct Bank(AtomicU32);

#[traced]
impl Bank {
    async fn charge(&self, cx: &TraceContract, cents: u64) -> Result<u64, Error> {
        cx.set_attribute("cents", cents);
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 | 1 => Err(Error::new(ErrorKind::TimedOut, "the bank is busy")),
            _ => Ok(cents),
        }
    }
}

/// What is worth another try is the error's business, how often the caller's.
fn patiently() -> Retry<Error> {
    Retry::times(4)
        .first_wait(Duration::from_millis(20))
        .only(|error| error.kind() == ErrorKind::TimedOut)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    trace_runtime::run("retry", async |cx| {
        let bank = Bank::default();
        let charged = cx
            .retry("charge", patiently(), || {
                async |cx| bank.charge(cx, 1250).await
            })
            .await;
        println!("{charged:?}");
        // In a task each try borrows from what the task owns.
        let later = cx.spawn("later", async move |cx| {
            let bank = &Bank::default();
            cx.retry("charge", patiently(), || {
                async move |cx| bank.charge(cx, 99).await
            })
            .await
        });
        println!("{:?}", later.await);
    })
    .await;
    Ok(())
}
