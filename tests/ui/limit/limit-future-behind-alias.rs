//! A name hides what it stands for: the function is left alone, and its work has no
//! contract.
use std::pin::Pin;

use trace_runtime::{TraceContract, traced};

type Later = Pin<Box<dyn Future<Output = bool>>>;

struct Shop;

#[traced]
impl Shop {
    fn later(&self) -> Later {
        Box::pin(async { trace_runtime::current().is_err() })
    }

    async fn now(&self, cx: &TraceContract) -> bool {
        cx.set_attribute("now", true);
        trace_runtime::current().is_ok()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    assert!(Shop.later().await);
    assert!(trace_runtime::run("main", async |cx| Shop.now(cx).await).await);
}
