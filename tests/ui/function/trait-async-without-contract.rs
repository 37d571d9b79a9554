use trace_runtime::{TraceContract, traced};

#[traced]
#[allow(async_fn_in_trait)]
trait Ledger {
    fn book(&self, cx: &TraceContract, cents: u64);

    async fn close(&self);
    //~ async fn close(&self, cx: &TraceContract);
}

fn main() {
    fn _generic<L: Ledger>(_: L) {}
}
