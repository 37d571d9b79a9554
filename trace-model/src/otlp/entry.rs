//! What a request carries, and where in its bytes.

use std::ops::Range;

use trace_runtime::TraceId;

/// What a request carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Spans: `ExportTraceServiceRequest`.
    Traces,
    /// Log lines: `ExportLogsServiceRequest`.
    Logs,
}

/// What the spans of one resource and one scope share: places in the bytes of the batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Group {
    /// The message `Resource`.
    pub resource: Range<u32>,
    /// The schema of the resource.
    pub resource_schema: Range<u32>,
    /// The message `InstrumentationScope`.
    pub scope: Range<u32>,
    /// The schema of the scope.
    pub scope_schema: Range<u32>,
}

/// One span or log line of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The trace to which it belongs.
    pub trace_id: TraceId,
    /// Start of a span, or time of a line: nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// End of a span; of a line, its time.
    pub end_unix_nanos: u64,
    /// A span without a parent. Never true of a line.
    pub is_root: bool,
    /// Which [`Group`] it is in.
    pub group: u32,
    /// Where its message lies in the bytes of the batch.
    pub range: Range<u32>,
}
