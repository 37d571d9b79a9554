//! What all parts of the store need to talk to the servers.

use std::ops::RangeInclusive;
use std::sync::Arc;

use futures_util::future::join_all;
use redis::{Cmd, FromRedisValue, RedisError};
use tokio::sync::broadcast;

use super::clock::{Clock, NANOS_AN_HOUR, nanos};
use super::failure::Failure;
use super::keys::{Keys, Shard};
use super::link::Link;
use super::missing::Missing;
use super::room::{Memory, Room};
use super::samples::Samples;
use super::settings::Settings;
use super::troubles::Troubles;
use super::zip::Zip;
use crate::answer::{Answer, Bound, Coverage};
use crate::error::ReadError;
use crate::summary::Summary;

/// The servers, and what is known of them.
pub(super) struct Servers {
    pub(super) settings: Settings,
    pub(super) keys: Keys,
    pub(super) clock: Clock,
    pub(super) link: Link,
    pub(super) zip: Zip,
    pub(super) samples: Samples,
    pub(super) room: Room,
    pub(super) troubles: Troubles,
    /// The summaries of traces that settled, wherever.
    pub(super) tail: broadcast::Sender<Arc<Summary>>,
}

impl Servers {
    /// Connects, and asks the servers for their time and their memory.
    pub(super) async fn connect(settings: Settings) -> Result<Self, Failure> {
        let link = Link::new(&settings.urls, settings.timeout).await?;
        let servers = Servers {
            keys: Keys::new(&settings.prefix, link.is_cluster()),
            clock: Clock::new(),
            zip: Zip::default(),
            samples: Samples::default(),
            room: Room::default(),
            troubles: Troubles::default(),
            tail: broadcast::channel(1024).0,
            link,
            settings,
        };
        servers.ask_memory().await;
        servers.ask_time().await;
        Ok(servers)
    }

    /// Asks the servers how much memory they have; what they told last is believed if they
    /// do not say.
    pub(super) async fn ask_memory(&self) {
        match self.link.ask_all(redis::cmd("INFO")).await {
            Ok(answers) => self.room.told(Memory::of(answers)),
            Err(failure) => self.troubles.note(failure.to_string()),
        }
    }

    /// Asks for the time; of several servers, the one in the middle is right.
    pub(super) async fn ask_time(&self) {
        let Ok(answers) = self.link.ask_all(redis::cmd("TIME")).await else {
            return;
        };
        let time = |answer| <(u64, u64)>::from_redis_value(answer).ok();
        let mut times: Vec<_> = answers.into_iter().filter_map(time).collect();
        times.sort_unstable();
        if let Some((seconds, micros)) = times.get(times.len() / 2) {
            let nanos = seconds.saturating_mul(1_000_000_000);
            self.clock.set(nanos.saturating_add(micros * 1_000));
        }
    }

    /// The hours in which what is still held may have settled.
    pub(super) fn hours(&self) -> RangeInclusive<u64> {
        let now = self.clock.unix_nanos();
        let oldest = now.saturating_sub(nanos(self.settings.keep));
        // What a store with a clock a little ahead has written is found too.
        oldest / NANOS_AN_HOUR..=now / NANOS_AN_HOUR + 1
    }

    /// For how many seconds the keys of an hour are kept, from the first write on: what came
    /// last in it is kept for the whole time.
    pub(super) fn hour_ttl(&self) -> u64 {
        self.settings.keep.as_secs().saturating_add(2 * 3600)
    }

    /// Asks each shard the same, all at a time. What a shard does not answer is noted.
    pub(super) async fn each_shard<T, F: Future<Output = Result<T, Failure>>>(
        &self,
        missing: &mut Missing,
        ask: impl Fn(Shard) -> F,
    ) -> Result<Vec<(Shard, T)>, ReadError> {
        let asked = self.keys.shards().map(|shard| {
            let answer = ask(shard);
            async move { (shard, answer.await) }
        });
        let mut answers = Vec::new();
        let mut last = None;
        for (shard, answer) in join_all(asked).await {
            match answer {
                Ok(answer) => answers.push((shard, answer)),
                Err(failure) => {
                    missing.silent(shard, failure.clone());
                    last = Some(failure);
                }
            }
        }
        match last {
            Some(failure) if answers.is_empty() => Err(failure.into()),
            _ => Ok(answers),
        }
    }

    /// What a command about a key says, of each key of each shard.
    pub(super) async fn each_key<T: FromRedisValue>(
        &self,
        missing: &mut Missing,
        keys: impl Fn(&Keys, Shard, u64) -> String,
        command: impl Fn(&str) -> Cmd,
    ) -> Result<Vec<T>, ReadError> {
        let (keys, command) = (&keys, &command);
        let asked = self.each_shard(missing, |shard| async move {
            let keys: Vec<_> = self
                .hours()
                .map(|hour| keys(&self.keys, shard, hour))
                .collect();
            let replies = self.link.ask(keys.iter().map(|key| command(key))).await?;
            Ok(keys.into_iter().zip(replies).collect::<Vec<_>>())
        });
        let replies = asked.await?.into_iter().flat_map(|(_, replies)| replies);
        let replies: Vec<_> = replies.collect();
        let value = |(key, reply): (String, _)| missing.value(&key, reply);
        Ok(replies.into_iter().filter_map(value).collect())
    }

    /// The answer, with what it covers.
    pub(super) async fn answer<T>(&self, value: T, mut missing: Missing) -> Answer<T> {
        let coverage = self.coverage(&mut missing).await;
        let missing = missing.say(self.keys.shards().count());
        Answer {
            value,
            coverage: Coverage {
                missing,
                ..coverage
            },
        }
    }

    async fn coverage(&self, missing: &mut Missing) -> Coverage {
        let hours = self.hours();
        let asked = self.each_shard(missing, |shard| async move {
            let keys = self.hours().map(|hour| self.keys.first(shard, hour));
            let mut command = redis::cmd("MGET");
            for key in keys {
                command.arg(key);
            }
            self.one::<Vec<Option<u64>>>(command).await
        });
        let firsts = asked.await.unwrap_or_default();
        let firsts = firsts.into_iter().flat_map(|(_, firsts)| firsts);
        let first = firsts.flatten().min();
        let index = |keys: &Keys, shard, hour| keys.index(shard, None, hour);
        let earliest = |key: &str| {
            let mut command = redis::cmd("ZRANGE");
            command.arg(key).arg(0).arg(0).arg("WITHSCORES");
            command
        };
        let starts = self.each_key::<Vec<(Vec<u8>, u64)>>(missing, index, earliest);
        let starts = starts.await.unwrap_or_default();
        let starts = starts.into_iter().flatten();
        let start = starts.map(|(_, micros)| micros.saturating_mul(1_000)).min();
        let begin = self
            .clock
            .unix_nanos()
            .saturating_sub(nanos(self.settings.keep));
        Coverage {
            // A trace begins before it comes; what has settled tells when.
            oldest_unix_nanos: first.map(|first| first.max(begin).min(start.unwrap_or(u64::MAX))),
            bound: first
                .is_some_and(|first| first < begin && *hours.start() > 0)
                .then_some(Bound::Age),
            missing: Vec::new(),
        }
    }

    /// Sends one command, for one shard.
    pub(super) async fn one<T: FromRedisValue>(&self, command: Cmd) -> Result<T, Failure> {
        let mut replies = self.link.ask([command]).await?;
        let reply = replies
            .pop()
            .ok_or_else(|| Failure::new("an answer is missing"))?;
        Ok(T::from_redis_value(reply?).map_err(RedisError::from)?)
    }
}
