use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

fn pay(cx: &TraceContract) {
    let _ = cx.stream("part", |cx, out| async move { leaf(cx).await; let () = out.send(1).await; });
    //~ let _ = cx.stream("part", async move |cx, out| { leaf(cx).await; let () = out.send(1).await; });
}

fn main() {
    let _ = pay;
}
