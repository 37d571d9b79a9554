//! Runs a workload, a chunk of requests at a time.

use std::hint::black_box;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::arguments::Arguments;
use crate::expected::{CHILDREN, EVENTFUL, Expected, FEW, expected};
use crate::fields::Fields;
use crate::subject::{Strings, Subject, WIDE_ATTRIBUTES};
use crate::workload::Workload;

/// Requests at a time in `d`, and how many each of them repeats.
const TASKS: u64 = 64;
const REPEATS: u64 = 2;

/// A subject with its workload.
pub(crate) struct Chunks<S> {
    pub(crate) subject: Arc<S>,
    workload: Workload,
    /// In one chunk.
    pub(crate) requests: u64,
    /// What each of them amounts to.
    pub(crate) of_one: Expected,
    polls: u64,
    /// Made so far.
    pub(crate) made: u64,
    runtime: Runtime,
    strings: Strings,
    keys: &'static [&'static str],
    /// What came in, and what is written.
    came: Fields,
    to: Fields,
}

impl<S: Subject> Chunks<S> {
    /// Chunks of as many spans as `arguments` or the subject say.
    pub(crate) fn new(subject: S, arguments: &Arguments) -> Self {
        let workload = arguments.config.workload;
        let of_one = expected(workload, arguments.polls);
        let of_subject = subject.chunk_spans(workload);
        let spans = arguments.chunk_spans.unwrap_or(of_subject);
        let requests = match workload {
            // fastrace keeps a slot for each poll, 10,240 in all: more would
            // measure what it does when they are used up.
            Workload::Tree => 90,
            // So does it for each call that sets attributes, and from the half of
            // them on, each wakes its thread.
            Workload::Requests => 20,
            Workload::Late30Single => 100,
            Workload::Polls => (8_000 / arguments.polls).max(1),
            Workload::TreeThreads => TASKS * REPEATS,
            Workload::Spawn => 600,
            Workload::LogLines => 400,
            Workload::Wide => arguments.requests,
            Workload::WriteParent
            | Workload::WriteAll
            | Workload::ReadParent
            | Workload::ReadAll => 8,
            // As much memory as in the others, or it is that which is measured.
            Workload::Events => 2,
            Workload::Late5 | Workload::Late30 | Workload::Late100 | Workload::Late400 => {
                (20_000 / of_one.attributes).min(1000)
            }
            _ => (spans / of_one.spans).max(1),
        };
        let keys: Vec<&'static str> = (0..WIDE_ATTRIBUTES)
            .map(|at| &*format!("attribute.{at:03}").leak())
            .collect();
        Chunks {
            subject: Arc::new(subject),
            workload,
            requests,
            of_one,
            polls: arguments.polls,
            made: 0,
            runtime: match workload {
                Workload::TreeThreads => runtime(Builder::new_multi_thread().worker_threads(2)),
                _ => runtime(&mut Builder::new_current_thread()),
            },
            strings: Strings::new(),
            keys: keys.leak(),
            came: match workload {
                Workload::WriteAll | Workload::ReadAll => Fields::all(),
                Workload::WithState => Fields::with_state(),
                _ => Fields::parent(),
            },
            to: Fields::default(),
        }
    }

    /// Ends the workers, if there are any: what a thread still held, it has then
    /// handed over, or lost.
    pub(crate) fn end_workers(&mut self) {
        self.runtime = runtime(&mut Builder::new_current_thread());
    }

    /// One chunk, without the flush.
    pub(crate) fn run(&mut self) {
        let subject = &self.subject;
        let requests = 0..self.requests;
        match self.workload {
            Workload::Empty1000 => requests.for_each(|_| subject.empty(black_box(CHILDREN))),
            Workload::Empty10 => requests.for_each(|_| subject.empty(black_box(FEW))),
            Workload::Attributes3 => requests
                .for_each(|_| subject.attributes3(black_box(CHILDREN), black_box(&self.strings))),
            Workload::Attributes10 => requests
                .for_each(|_| subject.attributes10(black_box(CHILDREN), black_box(&self.strings))),
            Workload::Failures => requests.for_each(|_| subject.failures(black_box(CHILDREN))),
            Workload::LogLines => requests.for_each(|_| subject.log(black_box(FEW))),
            Workload::Wide => requests.for_each(|request| subject.wide(self.keys, request)),
            Workload::Tree => self.runtime.block_on(async {
                for _ in requests {
                    black_box(subject.tree().await);
                }
            }),
            Workload::Spawn => self.runtime.block_on(async {
                for _ in requests {
                    black_box(subject.spawn().await);
                }
            }),
            Workload::Polls => self.runtime.block_on(async {
                for _ in requests {
                    black_box(subject.polls(black_box(self.polls)).await);
                }
            }),
            Workload::Requests => self.runtime.block_on(async {
                for _ in requests {
                    for number in 0..FEW {
                        let fails = black_box(number == 0);
                        subject.request(fails, black_box(&self.strings)).await;
                    }
                }
            }),
            Workload::Late5 | Workload::Late30 | Workload::Late100 | Workload::Late400 => {
                let keys = &self.keys[..self.workload.late_attributes()];
                requests.for_each(|_| subject.late(black_box(keys), black_box(&self.strings)));
            }
            Workload::Late30Single => {
                let keys = &self.keys[..self.workload.late_attributes()];
                requests
                    .for_each(|_| subject.late_single(black_box(keys), black_box(&self.strings)));
            }
            Workload::Events => {
                requests.for_each(|_| subject.events(black_box(EVENTFUL), black_box(&self.strings)))
            }
            Workload::Errors => requests.for_each(|_| subject.errors(black_box(CHILDREN))),
            Workload::WriteParent | Workload::WriteAll => requests.for_each(|_| {
                subject.write_headers(black_box(CHILDREN), &self.came, &mut self.to);
            }),
            Workload::ReadParent | Workload::ReadAll => requests.for_each(|_| {
                for _ in 0..CHILDREN {
                    subject.read_headers(black_box(&self.came));
                }
            }),
            Workload::Continued | Workload::WithState => requests.for_each(|_| {
                subject.continued(black_box(CHILDREN), &self.came, black_box(&self.strings));
            }),
            Workload::TreeThreads => self.runtime.block_on(on_two_workers(subject)),
        }
        self.made += self.requests;
    }
}

fn runtime(builder: &mut Builder) -> Runtime {
    builder.build().expect("the system has threads to spare")
}

#[expect(
    clippy::disallowed_methods,
    reason = "each task begins a trace of its own"
)]
async fn on_two_workers<S: Subject>(subject: &Arc<S>) {
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let subject = Arc::clone(subject);
            tokio::spawn(async move {
                for _ in 0..REPEATS {
                    black_box(subject.tree().await);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.expect("no subject panics");
    }
}
