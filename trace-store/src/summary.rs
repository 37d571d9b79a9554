//! One line about a trace.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use trace_model::{Span, Trace, TraceId};

/// What a list of traces shows of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The trace.
    pub trace_id: TraceId,
    /// The service of the root span; of the earliest span, where no root has come.
    pub root_service: Arc<str>,
    /// The operation of the root span; of the earliest span, where no root has come.
    pub root_operation: Arc<str>,
    /// Whether a span without a parent has come.
    pub has_root: bool,
    /// The earliest start of a span: nanoseconds since 1970.
    pub start_unix_nanos: u64,
    /// From the earliest start to the latest end: nanoseconds.
    pub duration_nanos: u64,
    /// How many spans have come.
    pub span_count: u32,
    /// How many of them have failed.
    pub error_count: u32,
    /// How many of them name a parent that has not come.
    pub orphan_count: u32,
    /// How many log lines have come.
    pub log_count: u32,
    /// The services, by their names.
    pub services: Vec<ServiceCount>,
}

/// The part of one service in a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCount {
    /// The name of the service.
    pub name: Arc<str>,
    /// How many spans it has.
    pub span_count: u32,
    /// How many of them have failed.
    pub error_count: u32,
}

impl Summary {
    /// Sums up a trace. A trace with log lines only has a summary too, without a root.
    pub fn of(trace: &Trace) -> Self {
        let ids: HashSet<_> = trace.spans.iter().map(|span| span.span_id).collect();
        let mut services: BTreeMap<Arc<str>, (u32, u32)> = BTreeMap::new();
        let mut first: Option<&Span> = None;
        let (mut error_count, mut orphan_count) = (0, 0);
        for span in &trace.spans {
            let counts = services.entry(span.service()).or_default();
            counts.0 += 1;
            if span.is_error() {
                counts.1 += 1;
                error_count += 1;
            }
            orphan_count += u32::from(span.parent.is_some_and(|parent| !ids.contains(&parent)));
            let key = |span: &Span| (span.parent.is_some(), span.start_unix_nanos, span.span_id);
            if first.is_none_or(|first| key(span) < key(first)) {
                first = Some(span);
            }
        }
        let line_time = || trace.logs.iter().map(|line| line.time()).min();
        let (start, end) = trace
            .interval()
            .or_else(|| line_time().map(|time| (time, time)))
            .unwrap_or_default();
        let no_name = || Arc::from("");
        Summary {
            trace_id: trace.id,
            root_service: first.map_or_else(no_name, Span::service),
            root_operation: first.map_or_else(no_name, |span| span.name.clone()),
            has_root: first.is_some_and(|span| span.parent.is_none()),
            start_unix_nanos: start,
            duration_nanos: end - start,
            span_count: trace.spans.len() as u32,
            error_count,
            orphan_count,
            log_count: trace.logs.len() as u32,
            services: services
                .into_iter()
                .map(|(name, (span_count, error_count))| ServiceCount {
                    name,
                    span_count,
                    error_count,
                })
                .collect(),
        }
    }
}
