use trace_runtime::Gated;

struct Bank;
impl Bank {
    fn charge(&self, settled: impl Fn() + 'static) {
        settled();
    }
}

fn pay(bank: &Gated<Bank>) {
    trace_runtime::run_sync("pay", |cx| {
        bank.call_sync(cx, "charge", |cx, sdk| {
            let back = bank.callback();
            //~ let back = bank.callback(cx);
            cx.add_event("charging", ());
            sdk.charge(move || back.open_sync("settled", |cx| cx.add_event("settled", ())));
        });
    });
}

fn main() {
    pay(&Gated::named("bank", Bank));
}
