//! What the detectors find.

use std::sync::Arc;

use crate::duration::{count, duration};
use crate::tree::Tree;

/// How many rows a finding names at most.
pub(super) const NAMED: usize = 100;

/// Something about a trace that costs time, and that can be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub kind: FindingKind,
    /// The row where it shows: for calls, the one that made them.
    pub row: u32,
    /// The rows that are concerned, in the order in which they began: the first 100.
    pub rows: Vec<u32>,
    /// The time that is lost by it: the trace cannot become faster by more.
    pub nanos: u64,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingKind {
    /// The same operation, again and again, where one call for all would do.
    NPlusOne {
        /// How many calls there are.
        calls: u64,
        /// How long they take together.
        total_nanos: u64,
    },
    /// Calls to different targets, one after the other.
    Serial {
        /// Who is called, in the order of the first call.
        targets: Vec<Arc<str>>,
    },
    /// An operation that failed, and was tried again.
    Retry {
        /// How often it was tried.
        tries: u64,
        /// The last try succeeded.
        succeeded: bool,
    },
    /// Of many calls at the same time, one took much longer than all others.
    Straggler {
        /// How many calls there are.
        calls: u64,
        /// How long the others took in the median.
        median_nanos: u64,
        /// How long the slow one took.
        slowest_nanos: u64,
    },
    /// A span neither worked nor waited for another span.
    Waiting,
    /// A message was sent, and nobody took it.
    Queued,
}

impl Finding {
    /// What was found, in a sentence.
    pub fn sentence(&self, tree: &Tree) -> String {
        let service = |row: u32| tree.service_name(row).map_or("", |name| name);
        let operation = |row: u32| tree.operation_name(row).map_or("", |name| name);
        let first = self.rows.first().copied().unwrap_or(self.row);
        let here = service(self.row);
        let called = operation(first);
        let lost = duration(self.nanos);
        let whole = duration(tree.rows[self.row as usize].time.nanos());
        match &self.kind {
            FindingKind::NPlusOne { calls, total_nanos } => {
                let calls = count(*calls, "time", "times");
                let total = duration(*total_nanos);
                format!(
                    "`{here}` calls `{called}` {calls}, one after the other: {total} of {whole} \
                     in `{}`; one call for all saves up to {lost}",
                    operation(self.row)
                )
            }
            FindingKind::Serial { targets } => {
                let targets: Vec<String> = targets.iter().map(|name| format!("`{name}`")).collect();
                let targets = targets.join(", ");
                format!(
                    "`{here}` calls {targets} one after the other: up to {lost} less at once, if \
                     none needs another's answer"
                )
            }
            FindingKind::Retry { tries, succeeded } => {
                let tries = count(*tries, "time", "times");
                let end = if *succeeded { "succeeded" } else { "failed" };
                format!("`{called}` was tried {tries} and {end} in the end: {lost} until then")
            }
            FindingKind::Straggler {
                calls,
                median_nanos,
                slowest_nanos,
            } => {
                let calls = count(*calls, "call", "calls");
                let [median, slowest] = [*median_nanos, *slowest_nanos].map(duration);
                format!(
                    "one of {calls} of `{called}` took {slowest}, the others {median} in the \
                     median: `{here}` waited {lost} for it alone"
                )
            }
            FindingKind::Waiting => format!(
                "`{}` in `{here}` waited {lost} of {whole} for something that is not traced",
                operation(self.row)
            ),
            FindingKind::Queued => format!(
                "a message of `{here}` lay {lost} before `{}` took it",
                service(first)
            ),
        }
    }
}
