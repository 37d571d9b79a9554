//! A fork of the process, which has no collector.
//!
//! The one file of tests with `unsafe`: the standard library cannot fork.

#![allow(unsafe_code)]

use std::collections::HashSet;
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::FromRawFd;
use std::panic::{AssertUnwindSafe, catch_unwind};

use trace_runtime::pipeline::{FlushError, InstallError, ShutdownError};
use trace_runtime::stats::DropReason;
use trace_runtime::{Pipeline, SpanId, TraceId, run_sync};

use crate::harness::{Case, case};
use crate::support::{Counts, HANG, balanced, no_hang, spans};

pub(crate) const CASES: [Case; 3] = [
    case("fork/drops and counts", drops_and_counts),
    case("fork/has ids of its own", has_its_own_ids),
    case("fork/may install a pipeline of its own", installs),
];

/// Runs `work` in a fork of this process, and returns what it gives.
fn in_fork(work: impl FnOnce() -> String) -> String {
    let mut ends = [0; 2];
    // SAFETY: `ends` has room for the two descriptors.
    assert_eq!(unsafe { libc::pipe(ends.as_mut_ptr()) }, 0);
    // SAFETY: each was opened just now, and belongs to nobody else.
    let [mut from, mut to] = ends.map(|end| unsafe { File::from_raw_fd(end) });
    // SAFETY: a fork of a program with threads may only do what a signal handler
    // may, by POSIX. That a lock of the standard library or of the allocator is
    // held by the other thread, the collector, is what could go wrong. The
    // collector is idle here: the process has flushed, or has none.
    let child = unsafe { libc::fork() };
    if child == 0 {
        drop(from);
        let result = catch_unwind(AssertUnwindSafe(work));
        let code = i32::from(result.is_err());
        let _ = to.write_all(result.unwrap_or_default().as_bytes());
        drop(to);
        // SAFETY: ends the fork, without the exit handlers of its parent.
        unsafe { libc::_exit(code) };
    }
    assert!(child > 0);
    drop(to);
    let mut said = String::new();
    from.read_to_string(&mut said).unwrap();
    let mut status = 0;
    // SAFETY: `status` has room for the status.
    assert_eq!(unsafe { libc::waitpid(child, &mut status, 0) }, child);
    assert_eq!(status, 0, "the fork failed");
    said
}

fn drops_and_counts() {
    const SPANS: u64 = 100_000;
    let counts = Counts::default();
    let pipeline = Pipeline::builder()
        .exporter(counts.clone())
        .install()
        .unwrap();
    spans(10);
    pipeline.flush(HANG).unwrap();
    in_fork(|| {
        no_hang(|| {
            assert_eq!(pipeline.flush(HANG), Err(FlushError::Forked));
            run_sync("root", |cx| {
                for _ in 0..SPANS {
                    cx.span_sync("leaf", |cx| cx.set_attribute("n", 1));
                }
            });
            std::thread::spawn(|| spans(10)).join().unwrap();
            assert_eq!(pipeline.flush(HANG), Err(FlushError::Forked));
            assert_eq!(pipeline.shutdown(HANG), Err(ShutdownError::Forked));
        });
        let stats = balanced();
        assert_eq!((stats.exported, stats.in_flight()), (10, 0));
        assert_eq!(stats.dropped_for(DropReason::Forked), SPANS + 11);
        // What it had when it forked, and one chunk.
        assert!(stats.buffer_bytes <= 256 * 1024, "{}", stats.buffer_bytes);
        let again = Pipeline::builder().exporter(Counts::default()).install();
        assert!(matches!(again, Err(InstallError::AlreadyInstalled)));
        drop(again);
        String::new()
    });
    // Its parent has not noticed.
    spans(10);
    let stats = pipeline.shutdown(HANG).unwrap().stats;
    assert_eq!(
        (stats.started, stats.exported, counts.spans()),
        (20, 20, 20)
    );
}

fn has_its_own_ids() {
    const IDS: usize = 1_000;
    let make = || -> Vec<String> {
        let one = |_| format!("{} {}", TraceId::random(), SpanId::random());
        (0..IDS).map(one).collect()
    };
    // Seeded before, so that both go on from the same state.
    make();
    let there = in_fork(|| make().join("\n"));
    let here = make();
    let mut all: HashSet<&str> = there.split_whitespace().collect();
    all.extend(here.iter().flat_map(|ids| ids.split(' ')));
    assert_eq!(all.len(), 4 * IDS);
}

fn installs() {
    // The parent traces, but has no pipeline yet.
    spans(10);
    let work = || {
        let counts = Counts::default();
        let pipeline = Pipeline::builder()
            .exporter(counts.clone())
            .install()
            .unwrap();
        spans(1_000);
        pipeline.flush(HANG).unwrap();
        let stats = pipeline.shutdown(HANG).unwrap().stats;
        format!("{} {} {}", stats.started, stats.exported, counts.spans())
    };
    assert_eq!(in_fork(work), "1000 1000 1000");
    assert_eq!(in_fork(work), "1000 1000 1000");
    assert_eq!(work(), "1000 1000 1000");
}
