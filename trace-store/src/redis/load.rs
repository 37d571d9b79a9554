//! Reads traces back.

use std::collections::{BTreeMap, HashSet};

use futures_util::future::join_all;
use futures_util::stream::{self, StreamExt};
use redis::{Cmd, FromRedisValue};
use trace_model::TraceId;

use super::element::{self, Element};
use super::failure::Failure;
use super::keys::Shard;
use super::missing::Missing;
use super::reading::{Loaded, Reading};
use super::servers::Servers;
use super::zip::dictionary_of;
use crate::summary::Summary;

/// How many elements are asked for at first: as many as most traces have, and at a time
/// afterwards.
pub(super) const FIRST: usize = 16;
const PAGE: usize = 128;

/// How many traces are asked for with one request, and how many requests there are at a time.
const TRACES: usize = 64;
const AT_A_TIME: usize = 16;

/// How many spans are held in memory for one question: several hundred MB.
const ALL_SPANS: usize = 1_000_000;

impl Servers {
    /// Reads traces, those that are there, in no order.
    pub(super) async fn load(
        &self,
        ids: impl IntoIterator<Item = TraceId>,
        missing: &mut Missing,
    ) -> Vec<Loaded> {
        let loads = self
            .by_shard(ids)
            .into_iter()
            .map(|(shard, ids)| async move {
                let mut missing = Missing::default();
                let loaded = self.load_some(shard, &ids, &mut missing).await;
                let loaded = loaded.unwrap_or_else(|failure| {
                    missing.silent(shard, failure);
                    Vec::new()
                });
                (loaded, missing)
            });
        let mut loads = stream::iter(loads).buffer_unordered(AT_A_TIME);
        let (mut all, mut spans) = (Vec::new(), 0);
        while let Some((loaded, other)) = loads.next().await {
            missing.merge(other);
            if spans > ALL_SPANS {
                missing.note(format!("traces beyond {spans} spans at a time"));
                break;
            }
            spans += loaded
                .iter()
                .map(|one| one.trace.spans.len())
                .sum::<usize>();
            all.extend(loaded);
        }
        all
    }

    /// The summaries of traces, those that are there: as they were written down if nothing
    /// has come since, and else of the whole trace.
    pub(super) async fn summaries(
        &self,
        ids: impl IntoIterator<Item = TraceId>,
        missing: &mut Missing,
    ) -> Vec<Summary> {
        let asked = self
            .by_shard(ids)
            .into_iter()
            .map(|(shard, ids)| async move {
                let commands = ids.iter().map(|id| {
                    let mut command = redis::cmd("LINDEX");
                    command.arg(self.keys.trace(*id)).arg(-1);
                    command
                });
                (shard, self.link.ask(commands).await, ids)
            });
        let (mut known, mut others) = (Vec::new(), Vec::new());
        for (shard, replies, ids) in join_all(asked).await {
            let replies = match replies {
                Ok(replies) => replies,
                Err(failure) => {
                    missing.silent(shard, failure);
                    continue;
                }
            };
            for (id, reply) in ids.into_iter().zip(replies) {
                let last: Option<Option<Vec<u8>>> = missing.value(&self.keys.trace(id), reply);
                let Some(last) = last.flatten() else { continue };
                match element::read(id, &last, &self.zip) {
                    Ok(Element::Settled(summary)) => known.push(summary),
                    _ => others.push(id),
                }
            }
        }
        known.extend(
            self.load(others, missing)
                .await
                .into_iter()
                .map(|loaded| loaded.summary),
        );
        known
    }

    /// The traces by their shards, not too many at a time.
    fn by_shard(&self, ids: impl IntoIterator<Item = TraceId>) -> Vec<(Shard, Vec<TraceId>)> {
        let mut shards: BTreeMap<Shard, Vec<TraceId>> = BTreeMap::new();
        for id in ids {
            shards.entry(self.keys.shard(id)).or_default().push(id);
        }
        let some = |(shard, ids): (Shard, Vec<TraceId>)| {
            let chunks: Vec<_> = ids
                .chunks(TRACES)
                .map(|some| (shard, some.to_vec()))
                .collect();
            chunks
        };
        shards.into_iter().flat_map(some).collect()
    }

    async fn load_some(
        &self,
        shard: Shard,
        ids: &[TraceId],
        missing: &mut Missing,
    ) -> Result<Vec<Loaded>, Failure> {
        let commands = ids.iter().map(|id| self.range(*id, 0, FIRST));
        let replies = self.link.ask(commands).await?;
        let mut loaded = Vec::new();
        for (id, reply) in ids.iter().zip(replies) {
            let first: Option<Vec<Vec<u8>>> = missing.value(&self.keys.trace(*id), reply);
            let Some(mut page) = first.filter(|page| !page.is_empty()) else {
                continue;
            };
            let mut reading = Reading::new(*id);
            let mut asked = FIRST;
            loop {
                self.learn(shard, &page).await?;
                page.iter().for_each(|bytes| reading.add(bytes, &self.zip));
                if page.len() < asked {
                    break;
                }
                asked = PAGE;
                let command = self.range(*id, reading.elements(), PAGE);
                page = self.one(command).await?;
            }
            loaded.extend(reading.end(missing));
        }
        Ok(loaded)
    }

    /// The trace of which all elements were read from its shard; `None` where there are none.
    pub(super) async fn read(
        &self,
        shard: Shard,
        id: TraceId,
        elements: &[Vec<u8>],
        missing: &mut Missing,
    ) -> Result<Option<Loaded>, Failure> {
        self.learn(shard, elements).await?;
        let mut reading = Reading::new(id);
        elements
            .iter()
            .for_each(|bytes| reading.add(bytes, &self.zip));
        Ok(reading.end(missing))
    }

    fn range(&self, id: TraceId, from: usize, count: usize) -> Cmd {
        let mut command = redis::cmd("LRANGE");
        command
            .arg(self.keys.trace(id))
            .arg(from)
            .arg(from + count - 1);
        command
    }

    /// Asks for the dictionaries of elements, where one is not known.
    async fn learn(&self, shard: Shard, elements: &[Vec<u8>]) -> Result<(), Failure> {
        let needed: HashSet<_> = elements
            .iter()
            .filter_map(|element| dictionary_of(element))
            .filter(|id| !self.zip.knows(*id))
            .collect();
        let commands = needed.iter().map(|id| {
            let mut command = redis::cmd("GET");
            command.arg(self.keys.dictionary(shard, *id));
            command
        });
        for value in self.link.ask(commands).await?.into_iter().flatten() {
            if let Ok(dictionary) = Vec::<u8>::from_redis_value(value) {
                self.zip.learn(&dictionary);
            }
        }
        Ok(())
    }
}
