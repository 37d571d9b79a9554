//! The traces that an index lists, the latest first, whatever list they are in.

use std::collections::{BTreeMap, VecDeque};

use futures_util::future::join_all;
use trace_model::TraceId;

use super::keys::{Keys, Shard};
use super::missing::Missing;
use super::names::trace_id;
use super::servers::Servers;
use crate::error::ReadError;

/// How many members of a list are asked for at a time.
const PAGE: usize = 256;

/// Lists of a time, of which the latest members are taken first.
pub(super) struct Candidates<'a> {
    servers: &'a Servers,
    lists: Vec<List>,
    /// The scores of the time, the least first.
    scores: [u64; 2],
}

struct List {
    key: String,
    shard: Shard,
    /// What was read and not taken.
    members: VecDeque<(f64, TraceId)>,
    asked: usize,
    is_read: bool,
}

impl<'a> Candidates<'a> {
    /// The traces that began within these microseconds since 1970, or seem to: who has
    /// settled twice may be listed under a later time as well.
    pub(super) async fn new(
        servers: &'a Servers,
        service: Option<&str>,
        scores: [u64; 2],
        missing: &mut Missing,
    ) -> Result<Self, ReadError> {
        let exists = |key: &str| {
            let mut command = redis::cmd("EXISTS");
            command.arg(key);
            command
        };
        let many: Vec<u64> = servers
            .each_key(missing, Keys::many_services, exists)
            .await?;
        let service = service.filter(|_| many.iter().all(|many| *many == 0));
        let mut lists = Vec::new();
        for shard in servers.keys.shards() {
            lists.extend(servers.hours().map(|hour| List {
                key: servers.keys.index(shard, service, hour),
                shard,
                members: VecDeque::new(),
                asked: 0,
                is_read: false,
            }));
        }
        Ok(Candidates {
            servers,
            lists,
            scores,
        })
    }

    /// The next traces, the latest first, `most` of them or fewer; none at the end.
    pub(super) async fn next(&mut self, most: usize, missing: &mut Missing) -> Vec<TraceId> {
        let mut next = Vec::new();
        while next.len() < most {
            self.read(missing).await;
            let front = |list: &List| list.members.front().map_or(-1.0, |(score, _)| *score);
            let first = |one: &&mut List, other: &&mut List| front(one).total_cmp(&front(other));
            let Some(list) = self.lists.iter_mut().max_by(first) else {
                break;
            };
            let Some((_, id)) = list.members.pop_front() else {
                break;
            };
            next.push(id);
        }
        next
    }

    /// The score of the trace that comes next; `None` at the end.
    pub(super) async fn next_score(&mut self, missing: &mut Missing) -> Option<f64> {
        self.read(missing).await;
        let fronts = self.lists.iter().filter_map(|list| list.members.front());
        fronts.map(|(score, _)| *score).max_by(f64::total_cmp)
    }

    /// Reads on in each list of which all that was read is taken.
    async fn read(&mut self, missing: &mut Missing) {
        let mut shards: BTreeMap<Shard, Vec<&mut List>> = BTreeMap::new();
        let empty = |list: &&mut List| !list.is_read && list.members.is_empty();
        for list in self.lists.iter_mut().filter(empty) {
            shards.entry(list.shard).or_default().push(list);
        }
        if shards.is_empty() {
            return;
        }
        let [least, greatest] = self.scores;
        let servers = self.servers;
        let asked = shards.into_iter().map(|(shard, lists)| async move {
            let commands = lists.iter().map(|list| {
                let mut command = redis::cmd("ZRANGE");
                command
                    .arg(&list.key)
                    .arg(greatest)
                    .arg(least)
                    .arg("BYSCORE")
                    .arg("REV");
                command
                    .arg("LIMIT")
                    .arg(list.asked)
                    .arg(PAGE)
                    .arg("WITHSCORES");
                command
            });
            (shard, servers.link.ask(commands).await, lists)
        });
        for (shard, replies, lists) in join_all(asked).await {
            match replies {
                Ok(replies) => {
                    for (list, reply) in lists.into_iter().zip(replies) {
                        list.add(missing.value(&list.key, reply).unwrap_or_default(), missing);
                    }
                }
                Err(failure) => {
                    lists.into_iter().for_each(|list| list.is_read = true);
                    missing.silent(shard, failure);
                }
            }
        }
    }
}

impl List {
    fn add(&mut self, members: Vec<(Vec<u8>, f64)>, missing: &mut Missing) {
        self.is_read = members.len() < PAGE;
        self.asked += members.len();
        let member = |(id, score): (Vec<u8>, f64)| Some((score, trace_id(&id)?));
        let what = format!("members of the key `{}`", self.key);
        self.members
            .extend(missing.readable(&what, members.into_iter().map(member)));
    }
}
