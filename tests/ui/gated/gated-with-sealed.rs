use trace_runtime::{Gated, SealedContract};

struct Bank;
impl Bank {
    fn charge(&self, cents: u64) -> u64 {
        cents
    }
}

fn pay(sealed: &SealedContract, bank: &Gated<Bank>) -> u64 {
    bank.call_sync(sealed, "charge", |_cx, bank| bank.charge(1250))
    //~ sealed.open_sync("pay", |cx| bank.call_sync(cx, "charge", |_cx, bank| bank.charge(1250)))
}

fn main() {
    trace_runtime::run_sync("main", |cx| pay(&cx.seal(), &Gated::new(Bank)));
}
