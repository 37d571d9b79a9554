//! What was lost, and by whom.
//!
//! Counters are the process's, and tests share it. So each loss is kept with what is
//! known of it: the trace, where there is one, and else the thread and the tokio
//! runtime that it happened on.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, ThreadId};

use tokio::runtime::{Handle, Id};
use trace_runtime::integration::observe_losses;
use trace_runtime::stats::Counter;
use trace_runtime::{TraceId, stats};

/// Losses that are kept; the oldest make room.
const CAPACITY: usize = 10_000;

static LOG: Mutex<Log> = Mutex::new(Log {
    losses: VecDeque::new(),
    forgotten: 0,
});

struct Log {
    losses: VecDeque<Loss>,
    /// Losses that were forgotten, to make room.
    forgotten: u64,
}

#[derive(Debug, Clone, Copy)]
struct Loss {
    what: Counter,
    trace_id: Option<TraceId>,
    at: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    thread: ThreadId,
    runtime: Option<Id>,
}

impl Place {
    fn here() -> Self {
        Place {
            thread: thread::current().id(),
            runtime: Handle::try_current().ok().map(|handle| handle.id()),
        }
    }

    /// A task of the runtime runs on threads of its own.
    fn is_of(self, recording: Place) -> bool {
        self.thread == recording.thread
            || self.runtime.is_some() && self.runtime == recording.runtime
    }
}

/// Begins to keep them; once in a process.
pub(crate) fn observe() {
    observe_losses(|what, trace_id| {
        let loss = Loss {
            what,
            trace_id,
            at: Place::here(),
        };
        let mut log = log();
        if log.losses.len() == CAPACITY {
            log.losses.pop_front();
            log.forgotten += 1;
        }
        log.losses.push_back(loss);
    });
}

fn log() -> MutexGuard<'static, Log> {
    LOG.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Log {
    fn now(&self) -> u64 {
        self.forgotten + self.losses.len() as u64
    }
}

/// When and where a recording ran.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ran {
    at: Place,
    begin: u64,
    /// `None` while it runs.
    end: Option<u64>,
    dropped_before: u64,
}

impl Ran {
    /// Begins here and now.
    pub(crate) fn begin() -> Self {
        Ran {
            at: Place::here(),
            begin: log().now(),
            end: None,
            dropped_before: stats().dropped(),
        }
    }

    /// Ends now; again, if it was waited for what came later.
    pub(crate) fn end(&mut self) {
        self.end = Some(log().now());
    }
}

/// What these traces have lost, and what was lost without a trace on a thread or a
/// runtime of the recording, while it ran.
pub(crate) fn of(traces: &HashSet<TraceId>, ran: Option<Ran>) -> Vec<String> {
    described(|loss, at| match loss.trace_id {
        Some(trace_id) => traces.contains(&trace_id),
        None => ran.is_some_and(|ran| {
            let during = at >= ran.begin && ran.end.is_none_or(|end| at < end);
            during && loss.at.is_of(ran.at)
        }),
    })
}

/// What was lost anywhere since the recording began, spans included.
pub(crate) fn in_process(ran: Option<Ran>) -> Vec<String> {
    let begin = ran.map_or(0, |ran| ran.begin);
    let mut lost = described(|_, at| at >= begin);
    let dropped = stats().dropped() - ran.map_or(0, |ran| ran.dropped_before);
    if dropped > 0 {
        lost.push(format!("{dropped} × a span was dropped"));
    }
    lost
}

fn described(is_meant: impl Fn(&Loss, u64) -> bool) -> Vec<String> {
    let log = log();
    let at = |index: usize| log.forgotten + index as u64;
    let meant: Vec<_> = log
        .losses
        .iter()
        .enumerate()
        .filter(|(index, loss)| is_meant(loss, at(*index)))
        .map(|(_, loss)| loss.what)
        .collect();
    let mut lost = Vec::new();
    for (what, text) in COUNTERS {
        let times = meant.iter().filter(|it| **it == what).count();
        if times > 0 {
            lost.push(format!("{times} × {text}"));
        }
    }
    lost
}

const COUNTERS: [(Counter, &str); 6] = [
    (
        Counter::StaleParent,
        "a span was started under a contract that was not the current one: pass `cx`, not an \
         outer contract",
    ),
    (
        Counter::ContextMissing,
        "`trace_runtime::current` found no span: pass the contract, or a sealed one",
    ),
    (
        Counter::RootInContext,
        "a trace was begun where a span was current: pass its contract on, or name the new trace \
         with `linked_trace`",
    ),
    (
        Counter::MessageWithoutContext,
        "a message was opened that brought no context: its producer sends none",
    ),
    (
        Counter::ContextLostInSdk,
        "an SDK called back without the context that it was called in: make the callback with \
         `Gated::callback`, and move it in",
    ),
    (
        Counter::LogLinesWithoutContext,
        "a log line was written outside of any span",
    ),
];
