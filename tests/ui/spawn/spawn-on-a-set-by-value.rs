use tokio::task::JoinSet;
use trace_runtime::TraceContract;

fn start(cx: &TraceContract) {
    let mut set = JoinSet::new();
    cx.spawn_on(set, "task", async move |cx| cx.add_event("done", ()));
    //~ cx.spawn_on(&mut set, "task", async move |cx| cx.add_event("done", ()));
}

fn main() {
    let _ = start;
}
