use trace_runtime::{TraceContract, traced};

#[traced]
trait Ledger {
    #[traced(name = "book")]
    //~ /// Books.
    fn book(&self, cx: &TraceContract);
}

fn main() {
    let _: Option<&dyn Ledger> = None;
}
