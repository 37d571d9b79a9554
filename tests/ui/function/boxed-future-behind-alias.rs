use std::future::Future;
use std::pin::Pin;
use trace_runtime::{TraceContract, traced};

#[allow(dead_code)]
type Boxed = Pin<Box<dyn Future<Output = u64> + Send>>;

#[traced]
fn price(cx: &TraceContract) -> Boxed {
//~ fn price(cx: &TraceContract) -> Pin<Box<dyn Future<Output = u64> + Send + '_>> {
    Box::pin(async move { 12 })
}

fn main() {
    trace_runtime::run_sync("test", |cx| drop(price(cx)));
}
