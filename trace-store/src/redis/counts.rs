//! What is counted, hour by hour: a list of pieces, drawn together from time to time.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use redis::Cmd;

use super::clock::NANOS_A_MINUTE;
use super::failure::Failure;
use super::keys::{Keys, Shard};
use super::missing::Missing;
use super::rolls::{self, MINUTES_AN_HOUR, by_hour};
use super::script::Script;
use super::servers::Servers;
use crate::error::ReadError;
use crate::rollup::RollUps;

/// How long counts are kept: 8 weeks.
const SECONDS: u64 = 56 * 24 * 3_600;

/// How many pieces an hour may have before they are drawn together.
const PIECES: usize = 8;

/// The most pieces that are drawn together at a time.
const AT_A_TIME: isize = 512;

/// Puts one piece, and others before it, in the place of the first ones, if these are still
/// there: pieces leave the list here only, and no two of them begin alike.
const DRAW_TOGETHER: &str = r"
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('LTRIM', KEYS[1], ARGV[2] - 1, -1)
redis.call('LSET', KEYS[1], 0, ARGV[3])
for at = 4, #ARGV do redis.call('LPUSH', KEYS[1], ARGV[at]) end
return 1
";

/// How many traces that are not settled are counted for one question.
const LIVE: usize = 5_000;

/// The minute under which a span is counted that began in this one: now, if its clock is so
/// wrong that nobody could look for it.
pub(super) fn minute(start: u64, now: u64) -> u64 {
    let oldest = now.saturating_sub(SECONDS / 60);
    match (oldest..=now + MINUTES_AN_HOUR).contains(&start) {
        true => start,
        false => now,
    }
}

/// Adds counts to those of their hours, and gives the hours.
pub(super) fn push_counts(
    script: &mut Script,
    keys: &Keys,
    shard: Shard,
    counted: RollUps,
) -> Vec<u64> {
    let mut hours = Vec::new();
    for (hour, counted) in by_hour(counted) {
        let key = keys.roll(shard, hour);
        script.command("RPUSH").arg(&key).arg(piece(&counted));
        script.command("EXPIRE").arg(&key).arg(SECONDS).arg("NX");
        hours.push(hour);
    }
    hours
}

/// A number that no other piece begins with, and the counts.
fn piece(counted: &RollUps) -> Vec<u8> {
    numbered(&rolls::zipped(counted))
}

fn numbered(zipped: &[u8]) -> Vec<u8> {
    let number = RandomState::new().hash_one(0).to_be_bytes();
    [&number, zipped].concat()
}

fn read_piece(piece: &[u8]) -> Option<RollUps> {
    rolls::unzipped(piece.get(8..)?)
}

fn pieces_of(key: &str, last: isize) -> Cmd {
    let mut command = redis::cmd("LRANGE");
    command.arg(key).arg(0).arg(last);
    command
}

impl Servers {
    /// Draws the pieces of an hour together, if there are many.
    pub(super) async fn draw_together(&self, shard: Shard, hour: u64) -> Result<(), Failure> {
        let key = self.keys.roll(shard, hour);
        let pieces: Vec<Vec<u8>> = self.one(pieces_of(&key, AT_A_TIME - 1)).await?;
        let (mut counted, mut unreadable) = (RollUps::default(), Vec::new());
        for piece in &pieces {
            match read_piece(piece) {
                Some(piece) => counted.merge(&piece),
                None => unreadable.push(piece),
            }
        }
        let Some(first) = pieces.first() else {
            return Ok(());
        };
        if pieces.len() - unreadable.len() < PIECES {
            return Ok(());
        }
        let mut eval = redis::cmd("EVAL");
        eval.arg(DRAW_TOGETHER).arg(1).arg(&key);
        eval.arg(first).arg(pieces.len()).arg(piece(&counted));
        // Who knows a newer version reads them.
        for piece in unreadable {
            eval.arg(numbered(piece.get(8..).unwrap_or_default()));
        }
        self.one(eval).await
    }

    /// What was counted in these minutes, and the spans of traces that are not settled.
    pub(super) async fn counts(
        &self,
        minutes: Range<u64>,
        missing: &mut Missing,
    ) -> Result<RollUps, ReadError> {
        let now = self.clock.unix_nanos() / NANOS_A_MINUTE;
        let first = minutes.start.max(now.saturating_sub(SECONDS / 60)) / MINUTES_AN_HOUR;
        let last = minutes.end.min(now + 2 * MINUTES_AN_HOUR) / MINUTES_AN_HOUR;
        let counted = self.each_shard(missing, |shard| self.counts_of(shard, first..last + 1, now));
        let mut all = RollUps::default();
        for (_, (counted, other)) in counted.await? {
            all.merge(&counted);
            missing.merge(other);
        }
        all.operations
            .retain(|(_, minute), _| minutes.contains(minute));
        all.edges.retain(|(_, minute), _| minutes.contains(minute));
        Ok(all)
    }

    /// Counts and live traces are asked for in one step: a trace that settles is in one of
    /// the two, never in both.
    async fn counts_of(
        &self,
        shard: Shard,
        hours: Range<u64>,
        now: u64,
    ) -> Result<(RollUps, Missing), Failure> {
        let mut missing = Missing::default();
        let live = self.live(shard, LIVE, &mut missing).await?;
        let keys: Vec<_> = hours.map(|hour| self.keys.roll(shard, hour)).collect();
        let traces = live.iter().map(|id| self.keys.trace(*id));
        let keys: Vec<_> = keys.into_iter().chain(traces).collect();
        let commands = keys.iter().map(|key| pieces_of(key, -1));
        let replies = self.link.ask_at_once(commands).await?;
        let mut lists = keys.iter().zip(replies).map(|(key, reply)| {
            let list: Option<Vec<Vec<u8>>> = missing.value(key, reply);
            list.unwrap_or_default()
        });
        let mut counted = RollUps::default();
        let hours = keys.len() - live.len();
        let pieces: Vec<_> = lists.by_ref().take(hours).flatten().collect();
        let lists: Vec<_> = lists.collect();
        let read = pieces.iter().map(|piece| read_piece(piece));
        for piece in missing.readable("pieces of counts", read) {
            counted.merge(&piece);
        }
        for (id, elements) in live.into_iter().zip(lists) {
            if let Some(trace) = self.read(shard, id, &elements, &mut missing).await? {
                let known = trace.settled_spans;
                counted.add_since(&trace.trace, known, |start| {
                    minute(start / NANOS_A_MINUTE, now)
                });
            }
        }
        Ok((counted, missing))
    }
}
