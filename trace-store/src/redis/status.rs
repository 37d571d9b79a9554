//! How the servers are.

use std::sync::atomic::Ordering::Relaxed;

use super::keys::Keys;
use super::missing::Missing;
use super::servers::Servers;
use crate::store::Status;

impl Servers {
    /// How the servers are. A trace that has settled in two hours counts twice.
    pub(super) async fn state(&self) -> Status {
        let mut missing = Missing::default();
        let live = self.each_shard(&mut missing, |shard| async move {
            let mut command = redis::cmd("ZCARD");
            command.arg(self.keys.live(shard));
            self.one::<u64>(command).await
        });
        let mut troubles = self.troubles.recent();
        let live_traces = match live.await {
            Ok(live) => live.into_iter().map(|(_, count)| count).sum(),
            Err(error) => {
                troubles.push(error.to_string());
                0
            }
        };
        let index = |keys: &Keys, shard, hour| keys.index(shard, None, hour);
        let count = |key: &str| {
            let mut command = redis::cmd("ZCARD");
            command.arg(key);
            command
        };
        let settled = self.each_key::<u64>(&mut missing, index, count).await;
        troubles.extend(missing.what);
        let memory = self.room.memory();
        if memory.evicts {
            let what = "Redis throws keys away when its memory is full";
            troubles.push(format!("{what}: set maxmemory-policy to noeviction"));
        }
        if memory.limit.is_none() {
            let what = "Redis has no limit for its memory";
            troubles.push(format!("{what}: set maxmemory"));
        }
        troubles.sort();
        troubles.dedup();
        let counts = &self.troubles;
        Status {
            spans_taken: counts.spans_taken.load(Relaxed),
            logs_taken: counts.logs_taken.load(Relaxed),
            batches_refused: counts.batches_refused.load(Relaxed),
            spans_left_out: counts.spans_left_out.load(Relaxed),
            live_traces,
            traces: settled.unwrap_or_default().into_iter().sum::<u64>() + live_traces,
            bytes: memory.used,
            byte_limit: memory.limit,
            keep_seconds: self.settings.keep.as_secs(),
            troubles,
        }
    }
}
