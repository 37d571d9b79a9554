use trace_runtime::traced as t;
use trace_runtime::{TraceContract, traced};

#[traced]
#[t]
//~ #[must_use]
fn pay(cx: &TraceContract) -> impl Future<Output = u64> {
    async move { 7 }
}

fn main() {
    let _ = (pay, leaf);
}

#[t]
fn leaf(cx: &TraceContract) {}
