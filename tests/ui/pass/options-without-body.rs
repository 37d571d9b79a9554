use trace_runtime::{TraceContract, traced};

#[traced]
trait Ledger {
    /// Books.
    fn book(&self, cx: &TraceContract);
}

fn main() {
    let _: Option<&dyn Ledger> = None;
}
