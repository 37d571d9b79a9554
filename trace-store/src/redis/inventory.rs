//! Reads the lists of names: operations and processes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use redis::Cmd;

use super::keys::Keys;
use super::missing::Missing;
use super::names::{Process, process_of, read_operation, read_process};
use super::servers::Servers;
use crate::error::ReadError;
use crate::rollup::Operation;
use crate::store::Run;

/// A member of a sorted set, with its score.
type Scored = (Vec<u8>, u64);

impl Servers {
    /// The operations of what is held.
    pub(super) async fn operation_names(
        &self,
        missing: &mut Missing,
    ) -> Result<BTreeSet<Operation>, ReadError> {
        let unlisted = self.unlisted(missing).await?;
        let listed: Vec<Vec<Vec<u8>>> = self.each_key(missing, Keys::operations, all).await?;
        let read = listed.iter().flatten();
        let read = read.map(|member| read_operation(member));
        let listed = missing.readable("names of operations", read);
        let spans = unlisted.iter().flat_map(|loaded| &loaded.trace.spans);
        let unlisted = spans.map(|span| Operation {
            service: span.service(),
            name: span.name.clone(),
            kind: span.kind,
        });
        Ok(listed.chain(unlisted).collect())
    }

    /// The processes, the newest first. Their times are exact to a microsecond.
    pub(super) async fn processes(&self, missing: &mut Missing) -> Result<Vec<Run>, ReadError> {
        let unlisted = self.unlisted(missing).await?;
        let mut times: BTreeMap<Process, (u64, u64)> = BTreeMap::new();
        let mut add = |process: Process, micros: u64| {
            let (first, last) = times.entry(process).or_insert((micros, micros));
            *first = micros.min(*first);
            *last = micros.max(*last);
        };
        for which in 0..2 {
            let keys = |keys: &Keys, shard, hour| {
                let [first, last] = keys.runs(shard, hour);
                if which == 0 { first } else { last }
            };
            let listed: Vec<Vec<Scored>> = self
                .each_key(missing, keys, |key| {
                    let mut command = all(key);
                    command.arg("WITHSCORES");
                    command
                })
                .await?;
            let read = listed.iter().flatten();
            let read = read.map(|(member, micros)| Some((read_process(member)?, *micros)));
            for (process, micros) in missing.readable("names of processes", read) {
                add(process, micros);
            }
        }
        for span in unlisted.iter().flat_map(|loaded| &loaded.trace.spans) {
            add(process_of(span), span.start_unix_nanos / 1_000);
        }
        let run =
            |([service, version, instance], (first, last)): ([Arc<str>; 3], (u64, u64))| Run {
                service,
                version,
                instance,
                first_unix_nanos: first.saturating_mul(1_000),
                last_unix_nanos: last.saturating_mul(1_000),
            };
        let mut runs: Vec<_> = times.into_iter().map(run).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.first_unix_nanos));
        Ok(runs)
    }
}

fn all(key: &str) -> Cmd {
    let mut command = redis::cmd("ZRANGE");
    command.arg(key).arg(0).arg(-1);
    command
}
