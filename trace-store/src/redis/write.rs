//! Takes batches in.

use std::collections::{BTreeMap, HashSet};

use futures_util::future::join_all;
use trace_model::TraceId;
use trace_model::otlp::{Batch, Signal, read_traces};

use super::clock::NANOS_AN_HOUR;
use super::element::write_request;
use super::failure::{Failure, WHILE_FULL};
use super::keys::Shard;
use super::regroup::{Part, parts};
use super::script::{Outcome, Script};
use super::servers::Servers;
use super::troubles::Troubles;
use crate::error::WriteError;

/// A script ends where it has so many bytes, and the next begins.
const SCRIPT_BYTES: usize = 4 << 20;

/// How many traces one script is about.
const TRACES: usize = 500;

/// What a shard says to one script: which parts it left out, and how many spans they have.
type Written = Result<u64, Failure>;

impl Servers {
    /// Writes a batch, and waits until each server that is concerned has said so.
    pub(super) async fn write(&self, batch: &Batch) -> Result<(), WriteError> {
        let written = self.write_counted(batch).await;
        let troubles = &self.troubles;
        match &written {
            Ok(left_out) => {
                let taken = match batch.signal() {
                    Signal::Traces => &troubles.spans_taken,
                    Signal::Logs => &troubles.logs_taken,
                };
                Troubles::count(taken, batch.entries().len() as u64);
                Troubles::count(&troubles.spans_left_out, *left_out);
            }
            Err(error) => {
                Troubles::count(&troubles.batches_refused, 1);
                troubles.note(error.to_string());
            }
        }
        written.map(drop)
    }

    async fn write_counted(&self, batch: &Batch) -> Result<u64, WriteError> {
        let full = |what: &str| WriteError::Full {
            retry_after: WHILE_FULL,
            what: what.to_owned(),
        };
        let bytes = batch.bytes().len();
        let waiting = self.room.wait(bytes, self.settings.waiting_bytes);
        let _waiting = waiting.ok_or_else(|| full("Redis is slow, and too much waits for it"))?;
        let mut parts = parts(batch);
        let mut left_out = 0;
        if self.is_scarce(bytes).await {
            let failed = failed_traces(batch);
            if failed.is_empty() {
                let what = "the memory of Redis is nearly full, only failed traces are taken";
                return Err(full(what));
            }
            let all = batch.entries().len() as u64;
            parts.retain(|part| failed.contains(&part.trace_id));
            left_out = all - parts.iter().map(|part| part.count).sum::<u64>();
        }
        let mut shards: BTreeMap<Shard, Vec<Part>> = BTreeMap::new();
        for part in parts {
            let shard = self.keys.shard(part.trace_id);
            shards.entry(shard).or_default().push(part);
        }
        let signal = batch.signal();
        let writes = shards
            .iter()
            .map(|(shard, parts)| self.write_shard(*shard, signal, parts));
        for written in join_all(writes).await {
            left_out += written?;
        }
        Ok(left_out)
    }

    /// Whether the memory that is left is for failed traces. The servers are asked before
    /// anything is refused.
    async fn is_scarce(&self, bytes: usize) -> bool {
        if self.room.is_scarce(bytes) && self.room.is_stale() {
            self.ask_memory().await;
        }
        self.room.is_scarce(bytes)
    }

    async fn write_shard(&self, shard: Shard, signal: Signal, parts: &[Part]) -> Written {
        let mut left_out = 0;
        for parts in scripts(parts) {
            left_out += self.write_some(shard, signal, parts).await?;
        }
        Ok(left_out)
    }

    /// Pushes parts to their traces, after the traces are known to be live: whatever happens
    /// next, they are found, and settle.
    async fn write_some(&self, shard: Shard, signal: Signal, parts: &[Part]) -> Written {
        let now = self.clock.unix_nanos();
        let live = self.keys.live(shard);
        let mut script = Script::default();
        let mut zadd = script.command("ZADD").arg(&live);
        for part in parts {
            zadd = zadd
                .arg(now / 1_000)
                .arg(part.trace_id.to_bytes().as_slice());
        }
        let ttl = self.hour_ttl();
        script.command("EXPIRE").arg(&live).arg(ttl);
        let first = self.keys.first(shard, now / NANOS_AN_HOUR);
        let set = script.command("SET").arg(first).arg(now);
        set.arg("NX").arg("EX").arg(ttl);
        let before = script.len();
        for part in parts {
            let trace = self.keys.trace(part.trace_id);
            let mut push = script.command("RPUSH").arg(&trace);
            for request in &part.requests {
                self.samples.add(request, &self.zip);
                push = push.arg(write_request(signal, request, &self.zip));
            }
            let expire = script.command("EXPIRE").arg(&trace);
            expire.arg(self.settings.keep.as_secs().max(1)).arg("NX");
        }
        self.room.sent(script.bytes());
        let outcome = self.one(script.call(&live)).await;
        if outcome.as_ref().is_err_and(Failure::is_full) {
            self.ask_memory().await;
        }
        let Outcome::Done(failed) = outcome? else {
            return Err(Failure::new("a script without conditions found one"));
        };
        let mut left_out = 0;
        for (command, why) in failed {
            self.troubles.note(why);
            let part = command.checked_sub(before).and_then(|at| parts.get(at / 2));
            left_out += part.map_or(0, |part| part.count);
        }
        Ok(left_out)
    }
}

/// The parts, as many at a time as one script should carry.
fn scripts(mut parts: &[Part]) -> impl Iterator<Item = &[Part]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = parts.iter().take(TRACES).take_while(|part| {
            let fits = bytes < SCRIPT_BYTES;
            bytes += part.requests.iter().map(Vec::len).sum::<usize>();
            fits
        });
        let (now, later) = parts.split_at(fits.count());
        parts = later;
        (!now.is_empty()).then_some(now)
    })
}

/// The traces with a failed span.
fn failed_traces(batch: &Batch) -> HashSet<TraceId> {
    let traces = read_traces(batch).into_iter();
    let failed = traces.filter(|trace| trace.spans.iter().any(|span| span.is_error()));
    failed.map(|trace| trace.id).collect()
}
