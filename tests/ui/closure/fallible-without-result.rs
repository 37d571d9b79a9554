//! A closure that cannot fail, in a span that says why it failed.
use trace_runtime::{TraceContract, fallible, traced};

#[traced]
async fn f(cx: &TraceContract) {
    cx.span(fallible("count"), async |_| 2_u32).await;
    //~ cx.span(fallible("count"), async |_| Ok::<_, String>(2_u32)).await.ok();
}

fn main() {
    let _ = f;
}
