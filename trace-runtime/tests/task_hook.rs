//! Which tasks are counted as spawned without a contract, in a build for `tokio_unstable`:
//! `cargo xtask task-hook`. In any other there is no hook, and nothing here.

#![cfg(tokio_unstable)]
#![allow(clippy::unwrap_used)]
#![expect(clippy::disallowed_methods, reason = "raw spawns are what is counted")]

use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinSet;
use trace_runtime::integration::task_hook;
use trace_runtime::stats::{ContextCount, ContextPlace};
use trace_runtime::{run, stats, untraced};

/// A library that knows nothing of contracts.
mod dependency {
    pub(crate) const LINE: u32 = line!() + 3;

    pub(crate) async fn call() {
        tokio::spawn(async {}).await.unwrap();
    }
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    let builder = builder.worker_threads(1).enable_all();
    builder.on_task_spawn(task_hook).build().unwrap()
}

/// The raw spawns in this file, by line, and what contracts have spawned.
fn counted() -> (Vec<(u32, u64)>, u64) {
    let stats = stats();
    let raw = stats.contexts().iter().filter_map(|at| match *at {
        ContextCount {
            place: ContextPlace::RawSpawn(file, line),
            expected,
            lost,
            ..
        } => {
            assert_eq!((file, expected), (file!(), lost));
            Some((line, lost))
        }
        _ => None,
    });
    let spawned = stats.context_at(ContextPlace::Spawn);
    assert_eq!(spawned.lost, 0);
    (raw.collect(), spawned.expected)
}

// One test: the numbers are the process's.
#[test]
fn a_raw_spawn_is_counted_where_a_span_is_current() {
    let runtime = runtime();
    // No span is current.
    runtime.block_on(dependency::call());
    runtime.block_on(async { tokio::spawn(async {}).await.unwrap() });
    assert_eq!(counted(), (vec![], 0));

    // Each way of a contract.
    runtime.block_on(run("request", async |cx| {
        cx.spawn("spawn", async move |_| {}).await.unwrap();
        cx.spawn_after("after", Duration::ZERO, async move |_| {})
            .await
            .unwrap();
        let every = cx.spawn_every("every", Duration::from_secs(60), || async move |_| {});
        every.abort();
        let mut set = JoinSet::new();
        cx.spawn_on(&mut set, "set", async move |_| {});
        set.join_all().await;
    }));
    assert_eq!(counted(), (vec![], 4));

    // A spawn in a dependency, seen from a span, twice; and one within a task of a contract.
    runtime.block_on(run("request", async |_| {
        dependency::call().await;
        dependency::call().await;
    }));
    assert_eq!(counted(), (vec![(dependency::LINE, 2)], 4));
    runtime.block_on(run("request", async |cx| {
        cx.spawn("spawn", async move |_| dependency::call().await)
            .await
            .unwrap();
    }));
    assert_eq!(counted(), (vec![(dependency::LINE, 3)], 5));
    runtime.block_on(untraced("probe", async |_| dependency::call().await));
    assert_eq!(counted().0, [(dependency::LINE, 4)]);
}
