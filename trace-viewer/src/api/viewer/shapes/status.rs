//! How the viewer is.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use trace_store::{Forwarded, Status};

use super::numbers::{decimal, decimal_or_none};

/// How the viewer and its store are.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StatusLine {
    /// `trace-viewer`: how one viewer knows another.
    pub program: String,
    /// The version of the viewer.
    pub version: String,
    /// The process.
    pub pid: u32,
    /// Spans taken in since the start.
    #[serde(with = "decimal")]
    pub spans_taken: u64,
    /// Log lines taken in since the start.
    #[serde(with = "decimal")]
    pub logs_taken: u64,
    /// Batches that were refused since the start.
    #[serde(with = "decimal")]
    pub batches_refused: u64,
    /// Spans that were taken in since the start, and not kept.
    #[serde(with = "decimal")]
    pub spans_left_out: u64,
    /// How many traces are not settled yet.
    #[serde(with = "decimal")]
    pub live_traces: u64,
    /// How many traces are held.
    #[serde(with = "decimal")]
    pub traces: u64,
    /// How many bytes all of it takes.
    #[serde(with = "decimal")]
    pub bytes: u64,
    /// How many bytes it may take.
    #[serde(with = "decimal_or_none")]
    pub byte_limit: Option<u64>,
    /// How long traces are kept, in seconds.
    #[serde(with = "decimal")]
    pub keep_seconds: u64,
    /// What is wrong at the moment.
    pub troubles: Vec<String>,
    /// Where OTLP comes in; left out where the viewer is a part of another program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ports: Option<Ports>,
    /// What became of what is sent on; left out where nothing is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded: Option<ForwardedLine>,
}

/// Where OTLP comes in, beside the port of the page: addresses; `null` where it is off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Ports {
    /// `--otlp-http`.
    pub otlp_http: Option<SocketAddr>,
    /// `--otlp-grpc`.
    pub otlp_grpc: Option<SocketAddr>,
}

/// What became of the spans and log lines that are sent on to another receiver.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ForwardedLine {
    /// The receiver has them.
    #[serde(with = "decimal")]
    pub sent: u64,
    /// The receiver took their batch, and refused them.
    #[serde(with = "decimal")]
    pub rejected: u64,
    /// The receiver refused their batch.
    #[serde(with = "decimal")]
    pub refused: u64,
    /// No receiver could be reached for as long as one batch is tried.
    #[serde(with = "decimal")]
    pub unreachable: u64,
    /// They were the oldest in a queue that was full.
    #[serde(with = "decimal")]
    pub queue_full: u64,
    /// The viewer ended before they were sent.
    #[serde(with = "decimal")]
    pub closed: u64,
    /// They wait.
    #[serde(with = "decimal")]
    pub waiting: u64,
}

impl From<Status> for StatusLine {
    fn from(status: Status) -> Self {
        StatusLine {
            program: "trace-viewer".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            pid: std::process::id(),
            spans_taken: status.spans_taken,
            logs_taken: status.logs_taken,
            batches_refused: status.batches_refused,
            spans_left_out: status.spans_left_out,
            live_traces: status.live_traces,
            traces: status.traces,
            bytes: status.bytes,
            byte_limit: status.byte_limit,
            keep_seconds: status.keep_seconds,
            troubles: status.troubles,
            ports: None,
            forwarded: None,
        }
    }
}

impl From<Forwarded> for ForwardedLine {
    fn from(counts: Forwarded) -> Self {
        ForwardedLine {
            sent: counts.sent,
            rejected: counts.rejected,
            refused: counts.refused,
            unreachable: counts.unreachable,
            queue_full: counts.queue_full,
            closed: counts.closed,
            waiting: counts.waiting,
        }
    }
}
