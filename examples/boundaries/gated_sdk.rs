//! Another company's SDK: behind a gate it cannot be used without a contract,
//! and each use is a client span.

use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Gated, Pipeline, TraceContract, fallible, traced};

/// Knows nothing of traces.
struct MailSdk;

impl MailSdk {
    async fn send(&self, to: &str) -> Result<u64, std::io::Error> {
        tokio::task::yield_now().await;
        match to.contains('@') {
            true => Ok(250),
            false => Err(std::io::Error::other("550 no such mailbox")),
        }
    }
}

struct Notifier {
    mail: Gated<MailSdk>,
}

#[traced]
impl Notifier {
    async fn notify(&self, cx: &TraceContract, to: &str) -> Result<u64, std::io::Error> {
        self.mail
            .call(cx, fallible("send mail"), async |_, sdk| sdk.send(to).await)
            .await
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let notifier = Notifier {
        mail: Gated::new(MailSdk),
    };
    trace_runtime::run("gated_sdk", async |cx| {
        println!("{:?}", notifier.notify(cx, "ada@example.org").await);
        println!("{:?}", notifier.notify(cx, "nowhere").await);
    })
    .await;
    Ok(())
}
