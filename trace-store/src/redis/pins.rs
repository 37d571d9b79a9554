//! Traces that outlive the others.

use std::collections::HashMap;

use trace_model::TraceId;

use super::failure::{Failure, WHILE_FULL};
use super::keys::Shard;
use super::missing::Missing;
use super::names::{read_text, text, trace_id};
use super::servers::Servers;
use super::zip::dictionary_of;
use crate::error::{ReadError, WriteError};
use crate::rollup::{read_varint, write_varint};
use crate::store::Pin;
use crate::summary::Summary;

/// How many traces of a shard may be pinned.
const MOST: usize = 500;

/// Pins a trace that is there, and remembers when it would have ended.
const PIN: &str = r"
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 and redis.call('HLEN', KEYS[2]) >= tonumber(ARGV[3]) then
  return -1
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
local ends = redis.call('PEXPIRETIME', KEYS[1])
if ends > 0 then redis.call('HSETNX', KEYS[3], ARGV[1], ends) end
redis.call('PERSIST', KEYS[1])
return 1
";

/// Lets a trace end when it would have, which may be now.
const UNPIN: &str = r"
local was_pinned = redis.call('HDEL', KEYS[2], ARGV[1])
local ends = redis.call('HGET', KEYS[3], ARGV[1])
if ends then
  redis.call('PEXPIREAT', KEYS[1], ends)
  redis.call('HDEL', KEYS[3], ARGV[1])
end
return was_pinned
";

impl Servers {
    pub(super) async fn pin_trace(&self, id: TraceId, note: &str) -> Result<bool, WriteError> {
        let shard = self.keys.shard(id);
        let pin = Pin {
            trace_id: id,
            unix_nanos: self.clock.unix_nanos(),
            note: note.into(),
        };
        let mut eval = self.script(PIN, id);
        eval.arg(id.to_bytes().as_slice())
            .arg(write(&pin))
            .arg(MOST);
        match self.one::<i64>(eval).await? {
            0 => Ok(false),
            -1 => Err(WriteError::Full {
                retry_after: WHILE_FULL,
                what: format!("{MOST} traces are pinned already; unpin one"),
            }),
            _ => {
                self.keep_dictionaries(shard, id).await?;
                Ok(true)
            }
        }
    }

    pub(super) async fn unpin_trace(&self, id: TraceId) -> Result<bool, Failure> {
        let mut eval = self.script(UNPIN, id);
        eval.arg(id.to_bytes().as_slice());
        self.one(eval).await
    }

    fn script(&self, body: &str, id: TraceId) -> redis::Cmd {
        let shard = self.keys.shard(id);
        let mut eval = redis::cmd("EVAL");
        eval.arg(body).arg(3).arg(self.keys.trace(id));
        eval.arg(self.keys.pins(shard))
            .arg(self.keys.pin_ends(shard));
        eval
    }

    /// What a pinned trace is compressed with must not end either.
    async fn keep_dictionaries(&self, shard: Shard, id: TraceId) -> Result<(), Failure> {
        let mut range = redis::cmd("LRANGE");
        range.arg(self.keys.trace(id)).arg(0).arg(-1);
        let elements: Vec<Vec<u8>> = self.one(range).await?;
        let mut ids: Vec<_> = elements
            .iter()
            .filter_map(|one| dictionary_of(one))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        let commands = ids.into_iter().map(|id| {
            let mut persist = redis::cmd("PERSIST");
            persist.arg(self.keys.dictionary(shard, id));
            persist
        });
        self.link.ask(commands).await.map(drop)
    }

    pub(super) async fn pin_of(&self, id: TraceId) -> Result<Option<Pin>, Failure> {
        let mut get = redis::cmd("HGET");
        get.arg(self.keys.pins(self.keys.shard(id)));
        get.arg(id.to_bytes().as_slice());
        let pin: Option<Vec<u8>> = self.one(get).await?;
        Ok(pin.and_then(|pin| read(id, &pin)))
    }

    /// Which of these traces of one shard are pinned.
    pub(super) async fn pinned(
        &self,
        shard: Shard,
        ids: &[TraceId],
    ) -> Result<Vec<TraceId>, Failure> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut get = redis::cmd("HMGET");
        get.arg(self.keys.pins(shard));
        for id in ids {
            get.arg(id.to_bytes().as_slice());
        }
        let pins: Vec<Option<Vec<u8>>> = self.one(get).await?;
        let pins = ids.iter().zip(pins).filter(|(_, pin)| pin.is_some());
        Ok(pins.map(|(id, _)| *id).collect())
    }

    pub(super) async fn pin_ids(&self, shard: Shard) -> Result<Vec<TraceId>, Failure> {
        let mut keys = redis::cmd("HKEYS");
        keys.arg(self.keys.pins(shard));
        let ids: Vec<Vec<u8>> = self.one(keys).await?;
        Ok(ids.iter().filter_map(|id| trace_id(id)).collect())
    }

    /// All pins, the newest first.
    pub(super) async fn all_pins(
        &self,
        missing: &mut Missing,
    ) -> Result<Vec<(Pin, Summary)>, ReadError> {
        let asked = self.each_shard(missing, |shard| async move {
            let mut all = redis::cmd("HGETALL");
            all.arg(self.keys.pins(shard));
            self.one::<HashMap<Vec<u8>, Vec<u8>>>(all).await
        });
        let pins = asked.await?.into_iter().flat_map(|(_, pins)| pins);
        let pin = |(id, pin): (Vec<u8>, Vec<u8>)| read(trace_id(&id)?, &pin);
        let pins: Vec<_> = missing.readable("pins", pins.map(pin)).collect();
        let ids = pins.iter().map(|pin| pin.trace_id);
        let summaries = self.summaries(ids, missing).await.into_iter();
        let mut summaries: HashMap<_, _> = summaries
            .map(|summary| (summary.trace_id, summary))
            .collect();
        let both = |pin: Pin| Some((summaries.remove(&pin.trace_id)?, pin));
        let both = pins.into_iter().filter_map(both);
        let mut pins: Vec<_> = both.map(|(summary, pin)| (pin, summary)).collect();
        pins.sort_by_key(|(pin, _)| std::cmp::Reverse((pin.unix_nanos, pin.trace_id)));
        Ok(pins)
    }
}

pub(super) fn write(pin: &Pin) -> Vec<u8> {
    let mut out = Vec::new();
    write_varint(&mut out, pin.unix_nanos);
    text(&mut out, &pin.note);
    out
}

/// Reads what [`write`] has written; `None` if the bytes are nothing of the kind.
pub(super) fn read(trace_id: TraceId, mut bytes: &[u8]) -> Option<Pin> {
    let rest = &mut bytes;
    Some(Pin {
        trace_id,
        unix_nanos: read_varint(rest)?,
        note: read_text(rest)?,
    })
}
