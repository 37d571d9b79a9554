//! Which processes have sent spans.

use std::collections::HashMap;
use std::sync::Arc;

use fjall::OwnedWriteBatch;
use trace_model::{Resource, Trace, Value};

use super::disk::Disk;
use crate::rollup::{read_varint, write_varint};
use crate::store::Run;

/// More processes than this are not listed.
const MOST: usize = 4_096;

type Times = (u64, u64);

/// The earliest and the latest start of the spans of each service, version and instance.
#[derive(Debug, Default)]
pub(super) struct Runs {
    runs: HashMap<[Arc<str>; 3], Times>,
    /// Something has changed since they were written.
    changed: bool,
}

impl Runs {
    pub(super) fn open(disk: &Disk) -> Result<Self, fjall::Error> {
        let mut runs = Runs::default();
        for row in disk.runs.iter() {
            let (key, value) = row.into_inner()?;
            let read = || {
                let text = std::str::from_utf8(&key).ok()?;
                let mut parts = text.split('\0');
                let key = [parts.next()?, parts.next()?, parts.next()?].map(Arc::from);
                let mut value = &value[..];
                let value = &mut value;
                Some((key, (read_varint(value)?, read_varint(value)?)))
            };
            runs.runs.extend(read());
        }
        Ok(runs)
    }

    /// Takes note of who sent the spans of a trace.
    pub(super) fn add(&mut self, trace: &Trace) {
        let mut last: Option<(&Arc<Resource>, Times)> = None;
        for span in &trace.spans {
            let start = span.start_unix_nanos;
            match &mut last {
                Some((resource, times)) if Arc::ptr_eq(resource, &span.resource) => {
                    *times = (times.0.min(start), times.1.max(start));
                }
                _ => {
                    if let Some((resource, times)) = last {
                        self.seen(key_of(resource), times);
                    }
                    last = Some((&span.resource, (start, start)));
                }
            }
        }
        if let Some((resource, times)) = last {
            self.seen(key_of(resource), times);
        }
    }

    fn seen(&mut self, key: [Arc<str>; 3], times: Times) {
        self.changed = true;
        if let Some(held) = self.runs.get_mut(&key) {
            *held = (held.0.min(times.0), held.1.max(times.1));
        } else if self.runs.len() < MOST {
            self.runs.insert(key, times);
        }
    }

    pub(super) fn merge(&mut self, other: Runs) {
        for (key, times) in other.runs {
            self.seen(key, times);
        }
    }

    /// Writes what has changed.
    pub(super) fn write(&mut self, disk: &Disk, batch: &mut OwnedWriteBatch) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        for (key, times) in &self.runs {
            let mut value = Vec::with_capacity(20);
            write_varint(&mut value, times.0);
            write_varint(&mut value, times.1);
            batch.insert(&disk.runs, row_key(key), value);
        }
    }

    /// Forgets those whose last span is from before this time.
    pub(super) fn forget_before(
        &mut self,
        disk: &Disk,
        batch: &mut OwnedWriteBatch,
        unix_nanos: u64,
    ) {
        self.runs.retain(|key, (_, last)| {
            let stays = *last >= unix_nanos;
            if !stays {
                batch.remove(&disk.runs, row_key(key));
            }
            stays
        });
    }

    /// These and others, the newest first.
    pub(super) fn list_with(&self, others: Runs) -> Vec<Run> {
        let mut all = Runs {
            runs: self.runs.clone(),
            changed: false,
        };
        all.merge(others);
        let mut runs: Vec<_> = all
            .runs
            .iter()
            .map(|([service, version, instance], times)| Run {
                service: service.clone(),
                version: version.clone(),
                instance: instance.clone(),
                first_unix_nanos: times.0,
                last_unix_nanos: times.1,
            })
            .collect();
        runs.sort_by(|one, other| {
            let key = |run: &Run| {
                (
                    run.service.clone(),
                    run.version.clone(),
                    run.instance.clone(),
                )
            };
            let by_time = other.first_unix_nanos.cmp(&one.first_unix_nanos);
            by_time.then_with(|| key(one).cmp(&key(other)))
        });
        runs
    }
}

fn row_key(key: &[Arc<str>; 3]) -> Vec<u8> {
    let mut row = key.join("\0").into_bytes();
    row.truncate(u16::MAX.into());
    row
}

/// A zero, which ends each part of a row's key, is left out.
fn key_of(resource: &Resource) -> [Arc<str>; 3] {
    let clean = |text: &Arc<str>| match text.contains('\0') {
        true => text.replace('\0', "").into(),
        false => text.clone(),
    };
    let text = |key| match resource.get(key) {
        Some(Value::Text(text)) => clean(text),
        _ => "".into(),
    };
    [
        clean(&resource.service()),
        text("service.version"),
        text("service.instance.id"),
    ]
}
