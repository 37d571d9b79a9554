//! Which service a filter is about: its index is shorter than that of all.

use crate::search::{Comparison, Literal, SpanFilter, Subject, TraceFilter};

/// A service of which each trace that matches has a span; `None` where there is no such one.
pub(super) fn service_of(filter: &TraceFilter) -> Option<&str> {
    match filter {
        TraceFilter::All | TraceFilter::Or(..) => None,
        TraceFilter::Spans(filter) => of_spans(filter),
        TraceFilter::Related(above, _, below) => of_spans(below).or_else(|| of_spans(above)),
        TraceFilter::And(one, other) => service_of(one).or_else(|| service_of(other)),
    }
}

fn of_spans(filter: &SpanFilter) -> Option<&str> {
    match filter {
        SpanFilter::All | SpanFilter::Or(..) | SpanFilter::Not(_) => None,
        SpanFilter::And(one, other) => of_spans(one).or_else(|| of_spans(other)),
        SpanFilter::Is(condition) => match (&condition.subject, &condition.comparison) {
            (Subject::Service, Comparison::Equal(Literal::Text(name))) => Some(name),
            _ => None,
        },
    }
}
