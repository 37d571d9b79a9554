//! Settles traces: when no span has come for a while, a trace is summed up, listed and
//! counted.

use redis::Value;
use trace_model::TraceId;
use trace_model::otlp::{Signal, write_trace};

use super::clock::{NANOS_A_MINUTE, nanos};
use super::counts::{minute, push_counts};
use super::element::{write_request, write_summary, write_told};
use super::failure::Failure;
use super::keys::Shard;
use super::lists::{Lists, Place};
use super::load::FIRST;
use super::missing::Missing;
use super::names::trace_id;
use super::reading::Loaded;
use super::script::{Outcome, Script};
use super::servers::Servers;
use super::settler::Settler;
use super::troubles::Troubles;
use super::zip::Zip;
use crate::rollup::RollUps;

/// How many traces settle in one step.
const TRACES: usize = 64;

/// How many spans are put into one element.
const TOGETHER: usize = 2_000;

/// How long a store settles the traces of a shard alone, from its last sign of life on.
const ALONE_MILLIS: u64 = 5_000;

impl Servers {
    /// Settles some traces of a shard that are quiet, unless another store does. The answer
    /// is whether there may be more.
    pub(super) async fn settle(
        &self,
        shard: Shard,
        settler: &mut Settler,
        me: &str,
    ) -> Result<bool, Failure> {
        if !self.is_settler(shard, me).await? {
            return Ok(false);
        }
        let mut leaving = self.quiet(shard).await?;
        let may_be_more = leaving.len() == TRACES;
        let mut missing = Missing::default();
        let mut loaded = self.load(leaving.iter().copied(), &mut missing).await;
        if missing.is_silent() {
            return Err(Failure::new("a server did not answer while traces settled"));
        }
        missing
            .what
            .into_iter()
            .for_each(|what| self.troubles.note(what));
        let pinned = self.pinned(shard, &leaving).await?;
        while !leaving.is_empty() {
            let script = self.settle_script(shard, &leaving, &loaded, &pinned, settler);
            match self.one(script.call(&self.keys.live(shard))).await? {
                // It settles later.
                Outcome::Changed(at) => {
                    let changed = loaded.swap_remove(at).trace.id;
                    leaving.retain(|id| *id != changed);
                }
                Outcome::Done(failed) => {
                    let gone = loaded.iter().filter(|trace| !self.keeps(trace, &pinned));
                    let gone = gone.map(|trace| trace.trace.spans.len() as u64).sum();
                    Troubles::count(&self.troubles.spans_left_out, gone);
                    failed
                        .into_iter()
                        .for_each(|(_, why)| self.troubles.note(why));
                    break;
                }
            }
        }
        Ok(may_be_more)
    }

    /// Whether a trace stays when it settles. One that has stayed once does, whatever comes.
    fn keeps(&self, trace: &Loaded, pinned: &[TraceId]) -> bool {
        let rule = self.settings.tail;
        rule.is_none_or(|rule| rule.keeps(&trace.summary))
            || trace.settled_spans > 0
            || pinned.contains(&trace.trace.id)
    }

    /// Whether this store settles the traces of the shard. If two do, the work is done twice,
    /// and counts once.
    async fn is_settler(&self, shard: Shard, me: &str) -> Result<bool, Failure> {
        let key = self.keys.settler(shard);
        let mut set = redis::cmd("SET");
        set.arg(&key).arg(me).arg("NX").arg("PX").arg(ALONE_MILLIS);
        let mut get = redis::cmd("GET");
        get.arg(&key);
        let who = self.link.ask([set, get]).await?.pop();
        let is_me = matches!(who, Some(Ok(Value::BulkString(who))) if who == me.as_bytes());
        if is_me {
            let mut expire = redis::cmd("PEXPIRE");
            expire.arg(&key).arg(ALONE_MILLIS);
            self.one::<Value>(expire).await?;
        }
        Ok(is_me)
    }

    /// The traces to which nothing has come for a while, the first that are found.
    async fn quiet(&self, shard: Shard) -> Result<Vec<TraceId>, Failure> {
        let since = self
            .clock
            .unix_nanos()
            .saturating_sub(nanos(self.settings.quiet));
        let mut command = redis::cmd("ZRANGE");
        command
            .arg(self.keys.live(shard))
            .arg("-inf")
            .arg(since / 1_000);
        command.arg("BYSCORE").arg("LIMIT").arg(0).arg(TRACES);
        let ids: Vec<Vec<u8>> = self.one(command).await?;
        Ok(ids.iter().filter_map(|id| trace_id(id)).collect())
    }

    /// All that is written about traces when they settle, in one step, provided that none has
    /// changed since it was loaded. Of those that leave some may be gone.
    fn settle_script(
        &self,
        shard: Shard,
        leaving: &[TraceId],
        loaded: &[Loaded],
        pinned: &[TraceId],
        settler: &mut Settler,
    ) -> Script {
        let place = Place {
            keys: &self.keys,
            shard,
            hour: self.clock.hour(),
            error_limit: self.settings.error_limit,
        };
        settler.turn(place.hour);
        let mut script = Script::default();
        let mut leave = script.command("ZREM").arg(self.keys.live(shard));
        for id in leaving {
            leave = leave.arg(id.to_bytes().as_slice());
        }
        let (mut lists, mut counted) = (Lists::default(), RollUps::default());
        let mut many_services = false;
        let now = self.clock.unix_nanos() / NANOS_A_MINUTE;
        for trace in loaded {
            let key = self.keys.trace(trace.trace.id);
            counted.add_since(&trace.trace, trace.settled_spans, |start| {
                minute(start / NANOS_A_MINUTE, now)
            });
            if !self.keeps(trace, pinned) {
                script.guard(key.clone(), trace.elements, guarded(trace));
                script.command("DEL").arg(&key);
                continue;
            }
            sum_up(&mut script, &key, trace, &self.zip);
            if pinned.contains(&trace.trace.id) {
                script.command("PERSIST").arg(&key);
                if let Some(dictionary) = self.zip.in_use() {
                    let dictionary = self.keys.dictionary(shard, dictionary.id);
                    script.command("PERSIST").arg(dictionary);
                }
            }
            lists.add(trace, &place, |service| {
                let has_index = settler.has_index(service);
                many_services |= !has_index;
                has_index
            });
            let publish = script.command("PUBLISH").arg(self.keys.channel());
            publish.arg(write_told(&trace.summary));
        }
        if many_services {
            let set = script
                .command("SET")
                .arg(self.keys.many_services(shard, place.hour));
            set.arg(1).arg("EX").arg(self.hour_ttl());
        }
        lists.write(&mut script, self.hour_ttl());
        let counted = settler.bounded(counted);
        for hour in push_counts(&mut script, &self.keys, shard, counted) {
            settler.grown.insert(hour);
        }
        script
    }
}

/// A list that is read in several pages stays as it is: it never becomes short again.
fn is_short(trace: &Loaded) -> bool {
    trace.elements < FIRST as u64
}

/// The first element of a trace, by which is seen that it was not written anew since.
fn guarded(trace: &Loaded) -> Vec<u8> {
    match is_short(trace) {
        true => trace.first.clone(),
        false => Vec::new(),
    }
}

/// Adds the summary to a trace that has not changed since it was loaded, and puts one element
/// in the place of those that came, which takes less memory.
fn sum_up(script: &mut Script, key: &str, trace: &Loaded, zip: &Zip) {
    let is_short = is_short(trace);
    script.guard(key.to_owned(), trace.elements, guarded(trace));
    if trace.is_settled {
        return;
    }
    let mut elements = Vec::new();
    let is_whole = trace.cut_from.is_none() && !trace.is_damaged;
    if is_short && is_whole && trace.elements > 1 && trace.trace.spans.len() <= TOGETHER {
        let (spans, lines) = write_trace(&trace.trace);
        for (signal, request) in [(Signal::Traces, spans), (Signal::Logs, lines)] {
            if !request.is_empty() {
                elements.push(write_request(signal, &request, zip));
            }
        }
    }
    let is_written_anew = !elements.is_empty();
    elements.push(write_summary(&trace.summary));
    let count = elements.len();
    let mut push = script.command("RPUSH").arg(key);
    for element in elements {
        push = push.arg(element);
    }
    if is_written_anew {
        // The key is never gone, and so keeps its end.
        let trim = script.command("LTRIM").arg(key);
        trim.arg(format!("-{count}")).arg(-1);
    }
}
