//! What the calls on a pipeline report.

use std::error::Error;
use std::fmt;
use std::io;

use super::stats::Stats;
use crate::counters::{Counter, DropReason};

/// A flush that delivered everything.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlushReport {
    /// Spans that were delivered while it ran.
    pub exported: u64,
}

/// What [`shutdown`](crate::shutdown) has delivered, and what it has not.
///
/// Printed, it is one line: `all spans delivered`, or what was not and why, and
/// then what was handed over and had not begun.
///
/// ```
/// # use std::time::Duration;
/// # let pipeline = trace_runtime::Pipeline::builder()
/// #     .exporter(trace_runtime::exporter::TreeExporter::stdout()).install().unwrap();
/// trace_runtime::run_sync("shut down too early", |_| {
///     let report = pipeline.shutdown(Duration::from_secs(5)).unwrap();
///     assert!(!report.is_complete());
///     assert_eq!(
///         report.to_string(),
///         "1 span is still open and was not delivered"
///     );
/// });
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// What became of all spans of this process, losses by reason.
    pub stats: Stats,
}

impl ShutdownReport {
    /// Whether every span that was started has been delivered.
    pub fn is_complete(&self) -> bool {
        self.stats.dropped() + self.stats.in_flight() == 0
    }
}

impl fmt::Display for ShutdownReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let stats = &self.stats;
        let mut parts = Vec::new();
        if self.is_complete() {
            parts.push("all spans delivered".to_owned());
        }
        let mut say = |number: u64, what: &str, (one, more): (&str, &str)| match number {
            0 => {}
            1 => parts.push(format!("1 {what} {one}")),
            _ => parts.push(format!("{number} {what}s {more}")),
        };
        let still_open = stats.dropped_for(DropReason::StillOpen);
        say(
            stats.open + still_open,
            "span",
            (
                "is still open and was not delivered",
                "are still open and were not delivered",
            ),
        );
        say(
            stats.buffered + stats.exporting,
            "span",
            ("was not delivered in time", "were not delivered in time"),
        );
        let reasons = stats.dropped_by_reason();
        let reasons = reasons.filter(|(why, _)| *why != DropReason::StillOpen);
        let reasons: Vec<_> = reasons
            .map(|(why, spans)| format!("{spans} {}", why.as_str()))
            .collect();
        let reasons = reasons.join(", ");
        say(
            stats.dropped() - still_open,
            "span",
            (
                &format!("was dropped ({reasons})"),
                &format!("were dropped ({reasons})"),
            ),
        );
        say(stats.pending, "timer", ("had not begun", "had not begun"));
        say(
            stats.counter(Counter::Abandoned),
            "task",
            (
                "was dropped before it began",
                "were dropped before they began",
            ),
        );
        f.write_str(&parts.join("; "))
    }
}

/// The pipeline was not installed.
#[derive(Debug)]
#[non_exhaustive]
pub enum InstallError {
    /// There is one already, or there was: a process has one pipeline, once.
    /// Install it in `main`, not in a library.
    AlreadyInstalled,
    /// There is nowhere to export to: call
    /// [`exporter`](crate::pipeline::PipelineBuilder::exporter).
    NoExporter,
    /// The operating system refused the collector's thread.
    Thread(io::Error),
}

impl fmt::Display for InstallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            InstallError::AlreadyInstalled => {
                f.write_str("a pipeline was installed before in this process")
            }
            InstallError::NoExporter => {
                f.write_str("the pipeline has no exporter: call `exporter(…)` on the builder")
            }
            InstallError::Thread(_) => f.write_str("the collector's thread could not be started"),
        }
    }
}

impl Error for InstallError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            InstallError::Thread(error) => Some(error),
            InstallError::AlreadyInstalled | InstallError::NoExporter => None,
        }
    }
}

/// Why not everything was delivered by a flush.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlushError {
    /// No pipeline was installed; nothing was recorded either.
    NotInstalled,
    /// The pipeline was shut down, which delivers what there is.
    ShutDown,
    /// The exporter is not done yet. Nothing is lost by that: it goes on, and
    /// another flush will wait for the rest.
    TimedOut,
    /// Spans were lost on their way out while this ran; [`stats`](crate::stats())
    /// says why.
    ExportFailed {
        /// How many.
        dropped: u64,
    },
    /// Called from inside of the exporter, which would wait for itself.
    InsideExporter,
    /// Called in a fork of the process: the collector's thread is not there.
    /// Install the pipeline after forking.
    Forked,
}

impl fmt::Display for FlushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FlushError::NotInstalled => f.write_str(NOT_INSTALLED),
            FlushError::ShutDown => f.write_str(SHUT_DOWN),
            FlushError::TimedOut => f.write_str("the exporter was not done in time"),
            FlushError::ExportFailed { dropped } => {
                write!(f, "the exporter lost {dropped} spans")
            }
            FlushError::InsideExporter => f.write_str(INSIDE_EXPORTER),
            FlushError::Forked => f.write_str(FORKED),
        }
    }
}

impl Error for FlushError {}

/// The pipeline was not shut down by this call, or not in time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShutdownError {
    /// No pipeline was installed.
    NotInstalled,
    /// Another call shuts it down, or has done so.
    AlreadyShutDown,
    /// The exporter did not keep its deadline. What it has not delivered when it
    /// returns, if it does, is dropped and counted.
    TimedOut {
        /// What was delivered by then, and what was not.
        report: Box<ShutdownReport>,
    },
    /// Called from inside of the exporter, which would wait for itself.
    InsideExporter,
    /// Called in a fork of the process: the collector's thread is not there.
    Forked,
}

impl fmt::Display for ShutdownError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ShutdownError::NotInstalled => f.write_str(NOT_INSTALLED),
            ShutdownError::AlreadyShutDown => f.write_str(SHUT_DOWN),
            ShutdownError::TimedOut { report } => {
                write!(f, "the exporter was not done in time: {report}")
            }
            ShutdownError::InsideExporter => f.write_str(INSIDE_EXPORTER),
            ShutdownError::Forked => f.write_str(FORKED),
        }
    }
}

impl Error for ShutdownError {}

const NOT_INSTALLED: &str = "no pipeline is installed";
const SHUT_DOWN: &str = "the pipeline is shut down already";
const INSIDE_EXPORTER: &str = "called from inside of the exporter";
const FORKED: &str = "the pipeline belongs to the process that this one was forked from";
