use trace_runtime::traced as t;
use trace_runtime::{TraceContract, traced};

struct Shop;

#[traced]
impl Shop {
    #[t(name = "pay card")]
    //~ #[traced(name = "pay card")]
    async fn pay(&self, cx: &TraceContract) -> u64 {
        7
    }
}

#[t]
fn leaf(cx: &TraceContract) {}

fn main() {
    let _ = (Shop::pay, leaf);
}
