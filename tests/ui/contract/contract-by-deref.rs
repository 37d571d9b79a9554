use std::ops::Deref;
use trace_runtime::{TraceContract, traced};

struct Request<'a>(&'a TraceContract);

impl Deref for Request<'_> {
    type Target = TraceContract;
    fn deref(&self) -> &TraceContract {
        self.0
    }
}

#[traced(cx = request as cx)]
//~ #[traced(cx = &**request as cx)]
fn handle(request: &Request<'_>) {}

fn main() {
    trace_runtime::run_sync("main", |cx| handle(&Request(cx)));
}
