//! What stands in the file.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Deserialize)]
pub(super) struct Answer {
    pub(super) data: Vec<Trace>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Trace {
    #[serde(default, rename = "traceID")]
    pub(super) trace_id: String,
    #[serde(default)]
    pub(super) spans: Vec<Span>,
    #[serde(default)]
    pub(super) processes: HashMap<String, Process>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Span {
    #[serde(default, rename = "traceID")]
    pub(super) trace_id: String,
    #[serde(rename = "spanID")]
    pub(super) span_id: String,
    /// Older files name the parent so.
    #[serde(default, rename = "parentSpanID")]
    pub(super) parent_span_id: String,
    #[serde(default)]
    pub(super) operation_name: String,
    #[serde(default)]
    pub(super) flags: u32,
    pub(super) references: Option<Vec<Reference>>,
    /// Microseconds since 1970.
    pub(super) start_time: u64,
    /// Microseconds.
    #[serde(default)]
    pub(super) duration: u64,
    pub(super) tags: Option<Vec<Tag>>,
    pub(super) logs: Option<Vec<Log>>,
    #[serde(default, rename = "processID")]
    pub(super) process_id: String,
    pub(super) process: Option<Process>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    pub(super) ref_type: String,
    #[serde(default, rename = "traceID")]
    pub(super) trace_id: String,
    #[serde(rename = "spanID")]
    pub(super) span_id: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Process {
    #[serde(default)]
    pub(super) service_name: String,
    pub(super) tags: Option<Vec<Tag>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Tag {
    pub(super) key: String,
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) value: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct Log {
    /// Microseconds since 1970.
    pub(super) timestamp: u64,
    #[serde(default)]
    pub(super) fields: Vec<Tag>,
}
