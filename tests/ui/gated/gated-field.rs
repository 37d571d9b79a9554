use trace_runtime::{Gated, TraceContract};

struct Bank;
impl Bank {
    fn charge(&self, cents: u64) -> u64 {
        cents
    }
}

fn pay(cx: &TraceContract, bank: &Gated<Bank>) -> u64 {
    bank.resource.charge(1250)
    //~ bank.call_sync(cx, "charge", |_cx, bank| bank.charge(1250))
}

fn main() {
    trace_runtime::run_sync("main", |cx| pay(cx, &Gated::new(Bank)));
}
