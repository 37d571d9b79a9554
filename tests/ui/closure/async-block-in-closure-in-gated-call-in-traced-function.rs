use trace_runtime::{Gated, TraceContract, traced};

struct Pool;

impl Pool {
    async fn query(&self) {}
}

#[traced]
async fn pay(cx: &TraceContract, pool: &Gated<Pool>) {
    pool.call(cx, "q", |cx, p| async move { cx.set_attribute("a", 1); p.query().await }).await;
    //~ pool.call(cx, "q", async |cx, p| { cx.set_attribute("a", 1); p.query().await }).await;
}

fn main() {
    let _ = pay;
}
