//! What rayon runs before it returns may borrow the contract.

use rayon::prelude::*;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract, n: u64) -> u64 {
    n
}

#[traced]
fn sum(cx: &TraceContract) -> u64 {
    let (a, b) = rayon::join(|| leaf(cx, 1), || leaf(cx, 2));
    rayon::scope(|scope| {
        scope.spawn(|_| drop(leaf(cx, 3)));
        scope.spawn_broadcast(|_, _| ());
    });
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let c = pool.install(|| leaf(cx, 4));
    let d: u64 = pool.broadcast(|_| leaf(cx, 5)).iter().sum();
    a + b + c + d + [6, 7].par_iter().map(|n| leaf(cx, *n)).sum::<u64>()
}

fn main() {
    let recording = trace_testing::record_sync("main", sum);
    assert_eq!(recording.value, 1 + 2 + 4 + 10 + 6 + 7);
    let sum = recording.trace.span("sum");
    assert_eq!(recording.trace.children_of(sum).count(), 8);
    assert_eq!(recording.trace.spans().len(), 10);
}
