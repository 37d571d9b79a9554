//! A resource that can be taken through a shared borrow is taken.

use std::cell::RefCell;
use trace_runtime::Gated;

fn main() {
    let bank = Gated::new(RefCell::new(Some("bank")));
    let raw = trace_runtime::run_sync("main", |cx| {
        bank.call_sync(cx, "take", |_cx, bank| bank.take())
    });
    assert_eq!(raw, Some("bank"));
}
