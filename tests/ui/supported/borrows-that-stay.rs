//! Work that ends before the function does may borrow the contract.

use std::any::Any;
use std::sync::mpsc;
use std::{panic, thread};

use futures_util::stream::{self, FuturesUnordered, StreamExt};
use tokio::runtime::{Builder, Handle};
use tokio::task::{LocalSet, block_in_place};
use trace_runtime::{TraceContract, traced};

#[traced]
async fn leaf(cx: &TraceContract) -> u64 {
    tokio::task::yield_now().await;
    1
}

#[traced(name = "leaf")]
fn sync_leaf(cx: &TraceContract) -> u64 {
    1
}

fn same(cx: &TraceContract) -> &TraceContract {
    cx
}

fn apply(cx: &TraceContract, f: impl for<'a> Fn(&'a TraceContract) -> &'a TraceContract) -> u64 {
    sync_leaf(f(cx))
}

#[traced]
async fn all(cx: &TraceContract) -> u64 {
    let mut done = 0;
    let mut unordered: FuturesUnordered<_> = (0..3).map(|_| leaf(cx)).collect();
    while let Some(one) = unordered.next().await {
        done += one;
    }
    done += stream::iter(0..3)
        .map(|_| leaf(cx))
        .buffer_unordered(2)
        .fold(0, async |sum, one| sum + one)
        .await;
    let (a, b) = tokio::join!(leaf(cx), leaf(cx));
    done += a + b;
    done += tokio::select! { one = leaf(cx) => one };
    done += LocalSet::new().run_until(leaf(cx)).await;
    done += block_in_place(|| sync_leaf(cx));
    done += block_in_place(|| Handle::current().block_on(leaf(cx)));
    done += block_in_place(|| futures_executor::block_on(leaf(cx)));
    done += thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel::<&TraceContract>();
        let worker = scope.spawn(move || receiver.iter().map(sync_leaf).sum::<u64>());
        sender.send(cx).unwrap();
        drop(sender);
        worker.join().unwrap()
    });
    done += panic::catch_unwind(panic::AssertUnwindSafe(|| sync_leaf(cx))).unwrap();
    done += (cx as &dyn Any).downcast_ref().map_or(0, sync_leaf);
    done + apply(cx, same)
}

fn main() {
    let runtime = Builder::new_multi_thread().enable_all().build().unwrap();
    let recording =
        runtime.block_on(trace_testing::record("main", async |cx| all(cx).await));
    assert_eq!(recording.value, 17);
    let all = recording.trace.span("all");
    assert_eq!(recording.trace.children_of(all).count(), 17);
}
