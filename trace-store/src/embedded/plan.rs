//! What can be said of a filter without looking at spans.

use trace_model::Value;

use super::block::{Hashes, Zone};
use crate::search::{
    CORRELATION_IDS, Comparison, Condition, Literal, SpanFilter, Subject, TraceFilter,
    holds_of_value,
};
use crate::summary::Summary;

/// Whether a trace of the block may match; `false` is certain. `has` tells of a hash whether
/// the block may have it.
pub(super) fn may_match(filter: &TraceFilter, zone: &Zone, has: &dyn Fn(u64) -> bool) -> bool {
    match filter {
        TraceFilter::All => true,
        TraceFilter::Spans(filter) => may_span(filter, zone, has),
        TraceFilter::Related(above, _, below) => {
            may_span(above, zone, has) && may_span(below, zone, has)
        }
        TraceFilter::And(one, other) => may_match(one, zone, has) && may_match(other, zone, has),
        TraceFilter::Or(one, other) => may_match(one, zone, has) || may_match(other, zone, has),
    }
}

fn may_span(filter: &SpanFilter, zone: &Zone, has: &dyn Fn(u64) -> bool) -> bool {
    match filter {
        SpanFilter::All | SpanFilter::Not(_) => true,
        SpanFilter::Is(condition) => may_hold(condition, zone, has),
        SpanFilter::And(one, other) => {
            may_span(one, zone, has)
                && may_span(other, zone, has)
                && operation(one, other).is_none_or(has)
        }
        SpanFilter::Or(one, other) => may_span(one, zone, has) || may_span(other, zone, has),
    }
}

/// Service and name of one span are looked for together.
fn operation(one: &SpanFilter, other: &SpanFilter) -> Option<u64> {
    let text = |filter: &SpanFilter, subject: Subject| match filter {
        SpanFilter::Is(Condition {
            subject: of,
            comparison: Comparison::Equal(Literal::Text(text)),
        }) if *of == subject => Some(text.clone()),
        _ => None,
    };
    let pair = |one, other| Some((text(one, Subject::Service)?, text(other, Subject::Name)?));
    let (service, name) = pair(one, other).or_else(|| pair(other, one))?;
    Some(Hashes::operation(&service, &name))
}

fn may_hold(condition: &Condition, zone: &Zone, has: &dyn Fn(u64) -> bool) -> bool {
    let equal = match &condition.comparison {
        Comparison::Equal(literal) => Some(literal),
        _ => None,
    };
    let text = equal.map(|literal| match literal {
        Literal::Text(text) => &**text,
        // These subjects are text: nothing else is equal to them.
        _ => "\0",
    });
    let at_most = |most: u64| match &condition.comparison {
        Comparison::Greater(Literal::Int(least)) => i128::from(*least) < i128::from(most),
        Comparison::AtLeast(Literal::Int(least)) => i128::from(*least) <= i128::from(most),
        _ => true,
    };
    match &condition.subject {
        Subject::Attribute(key)
        | Subject::SpanAttribute(key)
        | Subject::ResourceAttribute(key)
        | Subject::EventAttribute(key) => has(match equal {
            Some(literal) => Hashes::equal(key, literal),
            None => Hashes::key(key),
        }),
        Subject::LinkedTrace => text.is_none_or(|id| has(Hashes::linked(id))),
        Subject::Name | Subject::RootName => text.is_none_or(|name| has(Hashes::name(name))),
        Subject::Service | Subject::RootService => {
            text.is_none_or(|name| has(Hashes::service(name)))
        }
        Subject::Kind => text.is_none_or(|name| has(Hashes::kind(name))),
        Subject::Status => text.is_none_or(|name| has(Hashes::status_named(name))),
        Subject::StatusMessage => zone.errors > 0,
        Subject::Duration => at_most(zone.longest_span),
        Subject::TraceDuration => at_most(zone.longest_trace),
        Subject::ErrorCount => at_most(zone.errors),
        Subject::Correlation => CORRELATION_IDS.iter().any(|key| {
            has(match equal {
                Some(literal) => Hashes::equal(key, literal),
                None => Hashes::key(key),
            })
        }),
        Subject::EventName | Subject::IsRoot | Subject::SpanCount => true,
    }
}

/// Whether a trace matches, where its summary alone tells.
pub(super) fn decide(filter: &TraceFilter, summary: &Summary) -> Option<bool> {
    match filter {
        TraceFilter::All => Some(true),
        TraceFilter::Spans(filter) => decide_spans(filter, summary),
        TraceFilter::Related(above, _, below) => {
            let never = |filter| decide_spans(filter, summary) == Some(false);
            (never(above) || never(below)).then_some(false)
        }
        TraceFilter::And(one, other) => and(decide(one, summary), decide(other, summary)),
        TraceFilter::Or(one, other) => or(decide(one, summary), decide(other, summary)),
    }
}

/// Whether a span of the trace matches.
fn decide_spans(filter: &SpanFilter, summary: &Summary) -> Option<bool> {
    match filter {
        SpanFilter::All => Some(true),
        SpanFilter::Is(condition) => decide_one(condition, summary),
        // Two spans may each match one of two conditions. Where no span matches one of them,
        // none matches both; where the whole trace does, the other one decides.
        SpanFilter::And(one, other) => {
            let decided = [one, other].map(|part| decide_spans(part, summary));
            if decided.contains(&Some(false)) {
                return Some(false);
            }
            match (is_of_trace(one), is_of_trace(other)) {
                (true, _) | (_, true) => and(decided[0], decided[1]),
                _ => None,
            }
        }
        SpanFilter::Or(one, other) => or(decide_spans(one, summary), decide_spans(other, summary)),
        SpanFilter::Not(part) if is_of_trace(part) => {
            decide_spans(part, summary).map(|decided| !decided)
        }
        SpanFilter::Not(_) => None,
    }
}

/// Whether all spans of a trace give the same answer.
fn is_of_trace(filter: &SpanFilter) -> bool {
    match filter {
        SpanFilter::All => true,
        SpanFilter::Is(condition) => of_trace(&condition.subject),
        SpanFilter::And(one, other) | SpanFilter::Or(one, other) => {
            is_of_trace(one) && is_of_trace(other)
        }
        SpanFilter::Not(part) => is_of_trace(part),
    }
}

fn of_trace(subject: &Subject) -> bool {
    matches!(
        subject,
        Subject::TraceDuration
            | Subject::SpanCount
            | Subject::ErrorCount
            | Subject::RootName
            | Subject::RootService
    )
}

fn decide_one(condition: &Condition, summary: &Summary) -> Option<bool> {
    let holds = |value: Value| holds_of_value(&value, &condition.comparison);
    let number = |value: u64| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
    let longer = |least: i64| i128::from(summary.duration_nanos) < i128::from(least);
    match &condition.subject {
        Subject::TraceDuration => Some(holds(number(summary.duration_nanos))),
        Subject::SpanCount => Some(holds(number(summary.span_count.into()))),
        Subject::ErrorCount => Some(holds(number(summary.error_count.into()))),
        Subject::RootName => Some(holds(Value::Text(summary.root_operation.clone()))),
        Subject::RootService => Some(holds(Value::Text(summary.root_service.clone()))),
        Subject::Service => {
            let mut services = summary.services.iter();
            Some(services.any(|service| holds(Value::Text(service.name.clone()))))
        }
        // No span is longer than its trace, where all of them end after they begin.
        Subject::Duration => match &condition.comparison {
            Comparison::Greater(Literal::Int(least)) | Comparison::AtLeast(Literal::Int(least))
                if longer(*least) =>
            {
                Some(false)
            }
            _ => None,
        },
        Subject::Status => match &condition.comparison {
            Comparison::Equal(Literal::Text(text)) if &**text == "error" => {
                Some(summary.error_count > 0)
            }
            _ => None,
        },
        _ => None,
    }
}

fn and(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn or(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}
