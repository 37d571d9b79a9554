//! What the lists of an hour say about traces.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use trace_model::{Attribute, TraceId};

use super::keys::{Keys, Shard, hash};
use super::names::{process_of, write_operation, write_process};
use super::reading::Loaded;
use super::script::{MOST_WORDS, Script};
use crate::rollup::Operation;
use crate::search::CORRELATION_IDS;

/// How many names a list of an hour may hold.
const NAMES: usize = 10_000;

/// How many traces an index of an hour may hold.
pub(super) const INDEXED: usize = 5_000_000;

/// Entries for sorted sets, collected so that each takes one command.
#[derive(Debug, Default)]
pub(super) struct Lists {
    entries: BTreeMap<String, Entries>,
}

#[derive(Debug)]
struct Entries {
    /// Which score stays, where a member is in the set already.
    stays: &'static str,
    /// How many members the set may have: those with the least scores go.
    most: usize,
    members: Vec<(u64, Vec<u8>)>,
}

const LEAST: &str = "LT";
const GREATEST: &str = "GT";

/// Where and when traces are listed.
pub(super) struct Place<'a> {
    pub(super) keys: &'a Keys,
    pub(super) shard: Shard,
    pub(super) hour: u64,
    pub(super) error_limit: usize,
}

impl Lists {
    /// Lists a trace in all lists that it belongs to; by service only under those that
    /// `has_index` allows.
    pub(super) fn add(
        &mut self,
        trace: &Loaded,
        place: &Place<'_>,
        mut has_index: impl FnMut(&Arc<str>) -> bool,
    ) {
        let &Place {
            keys, shard, hour, ..
        } = place;
        let summary = &trace.summary;
        let id = summary.trace_id.to_bytes().to_vec();
        let start = summary.start_unix_nanos / 1_000;
        self.correlation(trace, place);
        if trace.trace.spans.is_empty() {
            // It is not searched for, but it has an id; its start is none of a span.
            self.entry(keys.lines(shard, hour), LEAST, INDEXED, start, id);
            return;
        }
        let index = keys.index(shard, None, hour);
        self.entry(index, LEAST, INDEXED, start, id.clone());
        for service in &summary.services {
            if has_index(&service.name) {
                let index = keys.index(shard, Some(&service.name), hour);
                self.entry(index, LEAST, INDEXED, start, id.clone());
            }
        }
        let slow = keys.slow(shard, hour);
        self.entry(slow, GREATEST, INDEXED, summary.duration_nanos, id.clone());
        if summary.error_count > 0 {
            let errors = keys.errors(shard, hour);
            self.entry(errors, LEAST, place.error_limit, start, id);
        }
        self.names(trace, place);
    }

    fn names(&mut self, trace: &Loaded, place: &Place<'_>) {
        let &Place {
            keys, shard, hour, ..
        } = place;
        let mut operations = HashSet::new();
        let mut processes = BTreeMap::new();
        for span in &trace.trace.spans {
            operations.insert(Operation {
                service: span.service(),
                name: span.name.clone(),
                kind: span.kind,
            });
            let start = span.start_unix_nanos / 1_000;
            let times = processes.entry(process_of(span)).or_insert((start, start));
            *times = (times.0.min(start), times.1.max(start));
        }
        for operation in operations {
            let member = write_operation(&operation);
            self.entry(keys.operations(shard, hour), LEAST, NAMES, hour, member);
        }
        let [first, last] = keys.runs(shard, hour);
        for (process, times) in processes {
            let member = write_process(&process);
            self.entry(first.clone(), LEAST, NAMES, times.0, member.clone());
            self.entry(last.clone(), GREATEST, NAMES, times.1, member);
        }
    }

    fn correlation(&mut self, trace: &Loaded, place: &Place<'_>) {
        let id = trace.summary.trace_id;
        let spans = trace.trace.spans.iter().map(|span| &span.attributes);
        let lines = trace.trace.logs.iter().map(|line| &line.attributes);
        let values: HashSet<_> = spans
            .chain(lines)
            .flat_map(|of| correlation_ids(of))
            .collect();
        for value in values {
            let key = place.keys.correlated(place.shard, place.hour);
            self.entry(key, LEAST, INDEXED, 0, correlated(value, Some(id)));
        }
    }

    fn entry(
        &mut self,
        key: String,
        stays: &'static str,
        most: usize,
        score: u64,
        member: Vec<u8>,
    ) {
        let entries = self.entries.entry(key).or_insert_with(|| Entries {
            stays,
            most,
            members: Vec::new(),
        });
        entries.members.push((score, member));
    }

    /// The commands that write the lists, which are kept for so many seconds from the first
    /// entry on.
    pub(super) fn write(self, script: &mut Script, seconds: u64) {
        for (key, entries) in self.entries {
            for members in entries.members.chunks(MOST_WORDS / 2) {
                let mut add = script.command("ZADD").arg(&key).arg(entries.stays);
                for (score, member) in members {
                    add = add.arg(*score).arg(member.as_slice());
                }
            }
            let trim = script.command("ZREMRANGEBYRANK").arg(&key);
            trim.arg(0).arg(format!("-{}", entries.most + 1));
            script.command("EXPIRE").arg(&key).arg(seconds).arg("NX");
        }
    }
}

/// The correlation ids among attributes.
pub(super) fn correlation_ids<'a>(attributes: &'a [Attribute]) -> impl Iterator<Item = &'a str> {
    let ids = |at: &&Attribute| CORRELATION_IDS.contains(&&*at.key);
    let text = |at: &'a Attribute| at.value.as_text();
    attributes.iter().filter(ids).filter_map(text)
}

/// The member of the list of correlation ids; without a trace, what all members of one
/// correlation id begin with.
pub(super) fn correlated(value: &str, id: Option<TraceId>) -> Vec<u8> {
    let mut member = hash(value.as_bytes()).to_be_bytes().to_vec();
    member.extend(id.iter().flat_map(|id| id.to_bytes()));
    member
}
