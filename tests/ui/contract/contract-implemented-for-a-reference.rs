use trace_runtime::__macro_support::{Contract, Parent};
use trace_runtime::TraceContract;

struct Request<'a>(&'a TraceContract);

impl Contract for Request<'_> {
    fn __traced_parent(&self) -> Parent<'_> {
        Contract::__traced_parent(self.0)
    }
}

fn main() {
    trace_runtime::run_sync("main", |cx| drop(format!("{:?}", Request(cx).__traced_parent())));
}
