//! Standard error that takes nothing: what the operator would be told is lost, and
//! nothing else is. In a process of its own, whose standard error is a full disk.

#![cfg(target_os = "linux")]
// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::env;
use std::fs::OpenOptions;
use std::process::Command;
use std::time::Duration;

use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};
use trace_runtime::{Pipeline, run_sync};

const INSIDE: &str = "TRACE_RUNTIME_STDERR_FULL";

/// Fails once, about which the collector complains.
#[derive(Default)]
struct FailsOnce(bool);

impl SpanExporter for FailsOnce {
    fn export(&mut self, _: &Batch<'_>, _: &Deadline) -> Result<(), ExportError> {
        match std::mem::replace(&mut self.0, true) {
            false => Err(ExportError::TimedOut),
            true => Ok(()),
        }
    }
}

fn inside() {
    let pipeline = Pipeline::builder()
        .exporter(FailsOnce::default())
        .install()
        .unwrap();
    // A trace within a trace, about which development builds warn.
    let value = run_sync("outer", |_| run_sync("inner", |_| 7));
    assert_eq!(value, 7);
    let timeout = Duration::from_secs(30);
    let _ = pipeline.flush(timeout);
    run_sync("after the complaint", |_| {});
    pipeline.flush(timeout).unwrap();
    let stats = pipeline.shutdown(timeout).unwrap().stats;
    assert_eq!((stats.exported, stats.dropped()), (1, 2));
}

#[test]
fn a_warning_that_cannot_be_written_costs_nothing_else() {
    if env::var_os(INSIDE).is_some() {
        return inside();
    }
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let ended = Command::new(env::current_exe().unwrap())
        .arg("--nocapture")
        .env(INSIDE, "1")
        .stderr(full)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ended.stdout);
    assert!(ended.status.success(), "{}\n{said}", ended.status);
}
