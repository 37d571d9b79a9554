//! Which fields the messages of OTLP have, and what they hold.
//!
//! Source: `opentelemetry-proto` 1.9, the files `trace.proto`, `logs.proto`, `resource.proto`
//! and `common.proto`.

use crate::otlp::entry::Signal;

/// One message.
#[derive(Debug)]
pub(super) struct Schema {
    pub(super) role: Role,
    pub(super) fields: &'static [Field],
}

/// What becomes of a message that says something impossible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A span or a line: refused alone.
    Entry,
    /// Spans or lines of one resource: refused together.
    Group,
    /// A value, in which there may be others.
    Value,
    /// A part, with which all is refused that it is part of.
    Part,
    /// Holds spans or lines, as many as there are.
    Holder,
}

/// One field: its name in `lowerCamelCase`, its number in protobuf, and what it holds.
pub(super) type Field = (&'static str, u64, Kind);

/// What a field holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Text,
    /// So many bytes, in hexadecimal digits.
    Id(usize),
    /// Bytes in Base64.
    Bytes,
    Bool,
    /// `int64`.
    Int,
    /// `uint32`.
    Count,
    /// `fixed32`.
    Flags,
    /// `fixed64`.
    Time,
    Double,
    /// The names of the numbers from 0.
    Enum(&'static [&'static str]),
    One(&'static Schema),
    Many(&'static Schema),
}

use Kind::{Bool, Bytes, Count, Double, Enum, Flags, Id, Int, Many, One, Text, Time};

/// The message that a request of this signal is.
pub(super) fn request(signal: Signal) -> &'static Schema {
    match signal {
        Signal::Traces => &TRACES,
        Signal::Logs => &LOGS,
    }
}

static TRACES: Schema = holder(&[("resourceSpans", 1, Many(&RESOURCE_SPANS))]);

static RESOURCE_SPANS: Schema = Schema {
    role: Role::Group,
    fields: &[
        ("resource", 1, One(&RESOURCE)),
        ("scopeSpans", 2, Many(&SCOPE_SPANS)),
        ("schemaUrl", 3, Text),
    ],
};

static SCOPE_SPANS: Schema = holder(&[
    ("scope", 1, One(&SCOPE)),
    ("spans", 2, Many(&SPAN)),
    ("schemaUrl", 3, Text),
]);

static SPAN: Schema = Schema {
    role: Role::Entry,
    fields: &[
        ("traceId", 1, Id(16)),
        ("spanId", 2, Id(8)),
        ("traceState", 3, Text),
        ("parentSpanId", 4, Id(8)),
        ("flags", 16, Flags),
        ("name", 5, Text),
        ("kind", 6, Enum(&KINDS)),
        ("startTimeUnixNano", 7, Time),
        ("endTimeUnixNano", 8, Time),
        ("attributes", 9, Many(&KEY_VALUE)),
        ("droppedAttributesCount", 10, Count),
        ("events", 11, Many(&EVENT)),
        ("droppedEventsCount", 12, Count),
        ("links", 13, Many(&LINK)),
        ("droppedLinksCount", 14, Count),
        ("status", 15, One(&STATUS)),
    ],
};

static EVENT: Schema = part(&[
    ("timeUnixNano", 1, Time),
    ("name", 2, Text),
    ("attributes", 3, Many(&KEY_VALUE)),
    ("droppedAttributesCount", 4, Count),
]);

static LINK: Schema = part(&[
    ("traceId", 1, Id(16)),
    ("spanId", 2, Id(8)),
    ("traceState", 3, Text),
    ("attributes", 4, Many(&KEY_VALUE)),
    ("droppedAttributesCount", 5, Count),
    ("flags", 6, Flags),
]);

static STATUS: Schema = part(&[("message", 2, Text), ("code", 3, Enum(&STATUS_CODES))]);

static LOGS: Schema = holder(&[("resourceLogs", 1, Many(&RESOURCE_LOGS))]);

static RESOURCE_LOGS: Schema = Schema {
    role: Role::Group,
    fields: &[
        ("resource", 1, One(&RESOURCE)),
        ("scopeLogs", 2, Many(&SCOPE_LOGS)),
        ("schemaUrl", 3, Text),
    ],
};

static SCOPE_LOGS: Schema = holder(&[
    ("scope", 1, One(&SCOPE)),
    ("logRecords", 2, Many(&LOG_RECORD)),
    ("schemaUrl", 3, Text),
]);

static LOG_RECORD: Schema = Schema {
    role: Role::Entry,
    fields: &[
        ("timeUnixNano", 1, Time),
        ("observedTimeUnixNano", 11, Time),
        ("severityNumber", 2, Enum(&SEVERITIES)),
        ("severityText", 3, Text),
        ("body", 5, One(&VALUE)),
        ("attributes", 6, Many(&KEY_VALUE)),
        ("droppedAttributesCount", 7, Count),
        ("flags", 8, Flags),
        ("traceId", 9, Id(16)),
        ("spanId", 10, Id(8)),
        ("eventName", 12, Text),
    ],
};

static RESOURCE: Schema = part(&[
    ("attributes", 1, Many(&KEY_VALUE)),
    ("droppedAttributesCount", 2, Count),
]);

static SCOPE: Schema = part(&[
    ("name", 1, Text),
    ("version", 2, Text),
    ("attributes", 3, Many(&KEY_VALUE)),
    ("droppedAttributesCount", 4, Count),
]);

static KEY_VALUE: Schema = part(&[("key", 1, Text), ("value", 2, One(&VALUE))]);

static VALUE: Schema = Schema {
    role: Role::Value,
    fields: &[
        ("stringValue", 1, Text),
        ("boolValue", 2, Bool),
        ("intValue", 3, Int),
        ("doubleValue", 4, Double),
        ("arrayValue", 5, One(&LIST)),
        ("kvlistValue", 6, One(&MAP)),
        ("bytesValue", 7, Bytes),
    ],
};

static LIST: Schema = part(&[("values", 1, Many(&VALUE))]);

static MAP: Schema = part(&[("values", 1, Many(&KEY_VALUE))]);

const fn part(fields: &'static [Field]) -> Schema {
    Schema {
        role: Role::Part,
        fields,
    }
}

const fn holder(fields: &'static [Field]) -> Schema {
    Schema {
        role: Role::Holder,
        fields,
    }
}

static KINDS: [&str; 6] = [
    "SPAN_KIND_UNSPECIFIED",
    "SPAN_KIND_INTERNAL",
    "SPAN_KIND_SERVER",
    "SPAN_KIND_CLIENT",
    "SPAN_KIND_PRODUCER",
    "SPAN_KIND_CONSUMER",
];

static STATUS_CODES: [&str; 3] = ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"];

static SEVERITIES: [&str; 25] = [
    "SEVERITY_NUMBER_UNSPECIFIED",
    "SEVERITY_NUMBER_TRACE",
    "SEVERITY_NUMBER_TRACE2",
    "SEVERITY_NUMBER_TRACE3",
    "SEVERITY_NUMBER_TRACE4",
    "SEVERITY_NUMBER_DEBUG",
    "SEVERITY_NUMBER_DEBUG2",
    "SEVERITY_NUMBER_DEBUG3",
    "SEVERITY_NUMBER_DEBUG4",
    "SEVERITY_NUMBER_INFO",
    "SEVERITY_NUMBER_INFO2",
    "SEVERITY_NUMBER_INFO3",
    "SEVERITY_NUMBER_INFO4",
    "SEVERITY_NUMBER_WARN",
    "SEVERITY_NUMBER_WARN2",
    "SEVERITY_NUMBER_WARN3",
    "SEVERITY_NUMBER_WARN4",
    "SEVERITY_NUMBER_ERROR",
    "SEVERITY_NUMBER_ERROR2",
    "SEVERITY_NUMBER_ERROR3",
    "SEVERITY_NUMBER_ERROR4",
    "SEVERITY_NUMBER_FATAL",
    "SEVERITY_NUMBER_FATAL2",
    "SEVERITY_NUMBER_FATAL3",
    "SEVERITY_NUMBER_FATAL4",
];
