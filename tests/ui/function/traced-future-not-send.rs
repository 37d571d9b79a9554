use std::rc::Rc;
use trace_runtime::{TraceContract, traced};

#[traced]
async fn count(cx: &TraceContract) {
    let counter = Rc::new(1);
    //~ let counter = Box::new(1);
    tokio::task::yield_now().await;
    println!("{counter}");
}

fn start() {
    tokio::spawn(trace_runtime::run("main", async |cx| count(cx).await));
}

fn main() {
    let _ = (start, None::<Rc<()>>);
}
