use trace_runtime::{TraceContract, traced};

#[traced]
trait Ledger {
    fn book(&self, cx: &TraceContract, cents: u64) -> u64;
}

struct Memory;

impl Ledger for Memory {
    fn book(&self, cents: u64) -> u64 {
    //~ fn book(&self, _cx: &TraceContract, cents: u64) -> u64 {
        cents
    }
}

fn main() {
    let _: &dyn Ledger = &Memory;
}
