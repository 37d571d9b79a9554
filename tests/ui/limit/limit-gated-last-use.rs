//! The last use has the whole resource, and may give it back.

use trace_runtime::{Gated, TraceContract};

struct Bank;

async fn raw(cx: &TraceContract, bank: Gated<Bank>) -> Bank {
    bank.call_once(cx, "close", async |_cx, bank| bank).await
}

fn main() {
    let _ = raw;
}
