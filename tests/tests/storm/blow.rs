//! The storm itself: requests, each with tasks that are spawned, cut off or
//! aborted.

use std::hash::{BuildHasher, RandomState};
use std::panic;

use tokio::task::JoinSet;
use trace_runtime::SpanBuilder;

use crate::chance::{Chance, cut, polls};
use crate::ledger::{Fate, begins};
use crate::weather;

const TASKS_OF_A_REQUEST: u64 = 20;

/// Blows until all tasks have ended.
pub(crate) fn blow(tasks: u64) {
    let seed = seed();
    println!("STORM_SEED={seed}");
    silence_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut chance = Chance::new(seed);
        let mut requests = JoinSet::new();
        for _ in 0..tasks / TASKS_OF_A_REQUEST {
            requests.spawn(request(chance.fork()));
        }
        requests.join_all().await;
    });
    // Tasks that were aborted and not waited for end here at the latest.
    drop(runtime);
}

fn seed() -> u64 {
    let given = std::env::var("STORM_SEED").ok();
    let seed = given.map(|seed| seed.parse().expect("STORM_SEED is a number"));
    seed.unwrap_or_else(|| RandomState::new().hash_one(0))
}

/// Those of the storm are meant; thousands of messages would hide others.
fn silence_panics() {
    let tell = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.payload().downcast_ref::<&str>() != Some(&"storm") {
            tell(info);
        }
    }));
}

async fn request(mut chance: Chance) {
    trace_runtime::run("request", async |cx| {
        let me = begins(cx, None);
        let mut tasks = JoinSet::new();
        for at in 0..TASKS_OF_A_REQUEST {
            let its = chance.fork();
            let span = SpanBuilder::named("task").attribute("believes", me.to_i64());
            let task = cx.task(span, async move |cx| weather::live(cx, me, its).await);
            match at % 10 {
                0 => {
                    let after = 1 + chance.below(120);
                    tasks.spawn(async move {
                        cut(task, after).await;
                    });
                }
                1 => {
                    let task = tasks.spawn(task);
                    polls(me, chance.below(40)).await;
                    task.abort();
                }
                _ => {
                    tasks.spawn(task);
                }
            }
        }
        while let Some(ended) = tasks.join_next().await {
            assert!(ended.is_ok() || ended.unwrap_err().is_cancelled());
            me.check_current();
        }
        me.ends(Fate::Returned);
    })
    .await;
}
