use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

async fn pay() {
    let _future = trace_runtime::run("pay", async move { 1 });
    //~ let _future = trace_runtime::run("pay", async move |_| 1);
}

fn main() {
    let _ = pay;
}
