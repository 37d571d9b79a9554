//! What is done from time to time, whoever asks or writes.

use std::sync::Weak;
use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{MissedTickBehavior, interval};

use super::failure::Failure;
use super::keys::Shard;
use super::servers::Servers;
use super::settler::Settler;

/// How often traces settle that are quiet.
const TICK: Duration = Duration::from_millis(250);

/// Every how many ticks the servers are asked for their time and memory, and the dictionary
/// is tended; every how many the counts of an hour are drawn together.
const ASK: u64 = 4;
const DRAW_TOGETHER: u64 = 40;

/// How many steps of settling one tick may take.
const STEPS: usize = 200;

/// Goes on for as long as the store is there. `me` is a name that no other store has.
pub(super) async fn keep_up(servers: Weak<Servers>, me: String) {
    let mut settlers: Vec<(Shard, Settler)> = match servers.upgrade() {
        Some(servers) => servers
            .keys
            .shards()
            .map(|shard| (shard, Settler::default()))
            .collect(),
        None => return,
    };
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for tick in 0_u64.. {
        ticks.tick().await;
        let Some(servers) = servers.upgrade() else {
            return;
        };
        if tick % ASK == 0 {
            servers.ask_time().await;
            servers.ask_memory().await;
            note(&servers, servers.tend_dictionary().await);
        }
        let draw_together = tick % DRAW_TOGETHER == 0;
        let settled = settlers
            .iter_mut()
            .map(|(shard, settler)| settle_all(&servers, *shard, settler, &me, draw_together));
        for settled in join_all(settled).await {
            note(&servers, settled);
        }
    }
}

async fn settle_all(
    servers: &Servers,
    shard: Shard,
    settler: &mut Settler,
    me: &str,
    draw_together: bool,
) -> Result<(), Failure> {
    for _ in 0..STEPS {
        if !servers.settle(shard, settler, me).await? {
            break;
        }
    }
    if draw_together {
        while let Some(hour) = settler.grown.pop_first() {
            servers.draw_together(shard, hour).await?;
        }
    }
    Ok(())
}

fn note(servers: &Servers, done: Result<(), Failure>) {
    if let Err(failure) = done {
        servers.troubles.note(failure.to_string());
    }
}
