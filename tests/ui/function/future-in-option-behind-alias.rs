use std::pin::Pin;
use trace_runtime::{TraceContract, traced};

type Boxed = Pin<Box<dyn Future<Output = u64> + Send>>;
type Maybe = Option<Boxed>;

#[traced]
fn price(cx: &TraceContract) -> Maybe { Some(Box::pin(async { 7 })) }
//~ async fn price(cx: &TraceContract) -> Option<u64> { Some(async { 7 }.await) }

fn main() {
    trace_runtime::run_sync("main", |cx| drop(price(cx)));
    let _ = None::<Maybe>;
}
