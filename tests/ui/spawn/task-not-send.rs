use std::rc::Rc;
use trace_runtime::TraceContract;

async fn work(cx: &TraceContract) {
    cx.spawn("count", async move |_cx| {
        let counter = Rc::new(1);
        //~ let counter = Box::new(1);
        tokio::task::yield_now().await;
        println!("{counter}");
    });
}

fn main() {
    let _ = (work, None::<Rc<()>>);
}
