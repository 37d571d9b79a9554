//! What the resource gives and does not borrow from it is behind no gate.

use trace_runtime::Gated;

struct Pool;
struct Transaction;

impl Pool {
    fn begin(&self) -> Transaction {
        Transaction
    }
}

impl Transaction {
    fn execute(&mut self) -> u64 {
        1
    }
}

fn main() {
    let pool = Gated::new(Pool);
    let mut raw = trace_runtime::run_sync("main", |cx| {
        pool.call_sync(cx, "BEGIN", |_cx, pool| pool.begin())
    });
    assert_eq!(raw.execute(), 1);
}
