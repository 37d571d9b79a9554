//! The traces that no list tells of: those that are live, and those that are pinned.

use std::collections::HashSet;

use trace_model::TraceId;

use super::failure::Failure;
use super::keys::Shard;
use super::missing::Missing;
use super::names::trace_id;
use super::reading::Loaded;
use super::servers::Servers;
use crate::error::ReadError;

/// How many traces that are not settled are read for one question.
const LIVE: usize = 20_000;

impl Servers {
    /// The traces of a shard that are not settled: the last ones, if there are many.
    pub(super) async fn live(
        &self,
        shard: Shard,
        most: usize,
        missing: &mut Missing,
    ) -> Result<Vec<TraceId>, Failure> {
        let key = self.keys.live(shard);
        let mut command = redis::cmd("ZRANGE");
        command.arg(&key).arg(0).arg(most).arg("REV");
        let reply = self.link.ask([command]).await?.pop();
        let members: Option<Vec<Vec<u8>>> = reply.and_then(|reply| missing.value(&key, reply));
        let members = members.unwrap_or_default();
        if members.len() > most {
            missing.note(format!(
                "of the traces that are not settled, all but {most}"
            ));
        }
        Ok(members
            .iter()
            .take(most)
            .filter_map(|id| trace_id(id))
            .collect())
    }

    /// The traces that no list tells of, or whose part in the lists may have ended: those
    /// that are not settled, and those that are pinned.
    pub(super) async fn unlisted(&self, missing: &mut Missing) -> Result<Vec<Loaded>, ReadError> {
        let asked = self.each_shard(missing, |shard| async move {
            let mut missing = Missing::default();
            let mut ids: HashSet<_> = self
                .live(shard, LIVE, &mut missing)
                .await?
                .into_iter()
                .collect();
            ids.extend(self.pin_ids(shard).await?);
            Ok((ids, missing))
        });
        let mut ids = HashSet::new();
        for (_, (more, other)) in asked.await? {
            ids.extend(more);
            missing.merge(other);
        }
        Ok(self.load(ids, missing).await)
    }
}
