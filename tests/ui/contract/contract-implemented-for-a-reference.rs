use trace_runtime::__macro_support::Contract;
use trace_runtime::TraceContract;

struct Request<'a>(&'a TraceContract);

impl Contract for Request<'_> {}
//~ impl Request<'_> {}

fn is_contract(_: &impl Contract) {}

fn main() {
    trace_runtime::run_sync("main", |cx| is_contract(&Request(cx).0));
}
