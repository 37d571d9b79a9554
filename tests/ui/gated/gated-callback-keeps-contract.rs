use trace_runtime::{Gated, TraceContract};

struct Bank;
impl Bank {
    fn charge(&self, settled: impl Fn() + 'static) {
        settled();
    }
}

fn pay(cx: &TraceContract, bank: &Gated<Bank>) {
    bank.call_sync(cx, "charge", |cx, sdk| {
        sdk.charge(move || cx.add_event("settled", ()));
        //~ let back = bank.callback(cx); sdk.charge(move || back.open_sync("settled", |cx| cx.add_event("settled", ())));
    });
}

fn main() {
    trace_runtime::run_sync("main", |cx| pay(cx, &Gated::named("bank", Bank)));
}
