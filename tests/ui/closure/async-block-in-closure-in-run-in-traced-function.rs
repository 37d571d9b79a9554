use trace_runtime::{TraceContract, run, traced};


#[traced]
async fn pay(cx: &TraceContract) {
    run("q", |cx| async move { cx.set_attribute("a", 1) }).await;
    //~ run("q", async |cx| cx.set_attribute("a", 1)).await;
}

fn main() {
    let _ = pay;
}
