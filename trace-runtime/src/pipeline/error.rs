//! What the calls on a pipeline report.

use std::error::Error;
use std::fmt;
use std::io;

use crate::stats::Stats;

/// A flush that delivered everything.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlushReport {
    /// Spans that were delivered while it ran.
    pub exported: u64,
}

/// A shutdown that was done in time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownReport {
    /// What became of all spans of this process, losses by reason.
    pub stats: Stats,
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

/// Not everything was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlushError {
    /// No pipeline was installed; nothing was recorded either.
    NotInstalled,
    /// It was shut down, which delivers what there is.
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
        /// Spans that were not delivered yet.
        pending: u64,
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
            ShutdownError::TimedOut { pending } => {
                write!(
                    f,
                    "the exporter was not done in time, with {pending} spans to go"
                )
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
