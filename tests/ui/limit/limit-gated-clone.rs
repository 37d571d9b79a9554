//! A resource that can be cloned can be carried out through the gate.

use std::rc::Rc;
use trace_runtime::Gated;

fn main() {
    let bank = Gated::new(Rc::new("bank"));
    let raw = trace_runtime::run_sync("main", |cx| {
        bank.call_sync(cx, "clone", |_cx, bank| Rc::clone(bank))
    });
    assert_eq!(*raw, "bank");
}
