//! A copy of a reference that lives for ever lives for ever.

use trace_runtime::Gated;

static BANK: &str = "bank";

fn main() {
    let bank: Gated<&'static str> = Gated::new(BANK);
    let raw: &'static str = trace_runtime::run_sync("main", |cx| {
        bank.call_sync(cx, "copy", |_cx, bank| *bank)
    });
    assert_eq!(raw, "bank");
}
