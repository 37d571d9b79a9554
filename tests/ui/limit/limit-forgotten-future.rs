//! A future that is forgotten never ends its span. It is counted as open.

use std::mem;
use std::pin::pin;
use std::task::{Context, Waker};
use trace_runtime::stats;

fn main() {
    let recording = trace_testing::record_sync("main", |cx| {
        let mut job = Box::pin(cx.task("job", async move |_cx| std::future::pending::<()>().await));
        let polled = pin!(&mut job).poll(&mut Context::from_waker(Waker::noop()));
        assert!(polled.is_pending());
        mem::forget(job);
    });
    assert!(recording.trace.find("job").is_none());
    assert_eq!(stats().open, 1);
}
