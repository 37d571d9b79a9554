//! What could not be asked while one question was answered.

use std::collections::BTreeSet;

use redis::{FromRedisValue, RedisError};

use super::failure::Failure;
use super::keys::Shard;
use super::link::Reply;

/// How many things an answer says that it does not cover.
const MISSING: usize = 20;

/// What could not be asked while one question was answered.
#[derive(Debug, Default)]
pub(super) struct Missing {
    /// In words.
    pub(super) what: BTreeSet<String>,
    /// The shards that did not answer, at some point.
    shards: BTreeSet<Shard>,
}

impl Missing {
    pub(super) fn note(&mut self, what: impl Into<String>) {
        if self.what.len() < MISSING {
            self.what.insert(what.into());
        }
    }

    /// Notes that the server of a shard did not answer.
    pub(super) fn silent(&mut self, shard: Shard, failure: Failure) {
        self.shards.insert(shard);
        self.note(failure.to_string());
    }

    /// Whether a server did not answer.
    pub(super) fn is_silent(&self) -> bool {
        !self.shards.is_empty()
    }

    pub(super) fn merge(&mut self, other: Missing) {
        for what in other.what {
            self.note(what);
        }
        self.shards.extend(other.shards);
    }

    /// The answer to a command about a key, or `None` and a note: other keys may be in order.
    pub(super) fn value<T: FromRedisValue>(&mut self, key: &str, reply: Reply) -> Option<T> {
        let value = reply.and_then(|value| T::from_redis_value(value).map_err(RedisError::from));
        value
            .map_err(|error| self.note(format!("the key `{key}`: {error}")))
            .ok()
    }

    /// What could be read, and a note if some could not.
    pub(super) fn readable<T>(
        &mut self,
        what: &str,
        read: impl Iterator<Item = Option<T>>,
    ) -> impl Iterator<Item = T> {
        let mut damaged = 0_usize;
        let readable: Vec<T> = read
            .filter_map(|one| {
                damaged += usize::from(one.is_none());
                one
            })
            .collect();
        if damaged > 0 {
            self.note(format!("{damaged} damaged {what}"));
        }
        readable.into_iter()
    }

    /// What is missing, in words, where there are so many shards in all.
    pub(super) fn say(self, shards: usize) -> Vec<String> {
        let silent = self.shards.len();
        let parts = || format!("{silent} of {shards} parts of the cluster did not answer");
        let first = (silent > 0 && shards > 1).then(parts);
        first.into_iter().chain(self.what).collect()
    }
}
