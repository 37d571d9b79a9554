//! Whether a trace is what is searched for.

use std::collections::HashMap;

use trace_model::{Span, SpanId, Status, Trace, Value};

use super::CORRELATION_IDS;
use super::filter::{Comparison, Condition, Literal, Relation, SpanFilter, Subject, TraceFilter};
use crate::summary::Summary;

/// The spans of a trace that match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Matched {
    /// How many.
    pub span_count: u32,
    /// The first of them, three at most.
    pub first: Vec<SpanId>,
}

/// Looks whether a trace matches; `None` if not. `summary` is the trace's own.
///
/// Where the filter is for all traces, all spans match.
pub fn matches(filter: &TraceFilter, trace: &Trace, summary: &Summary) -> Option<Matched> {
    let trace = Evaluated { trace, summary };
    let mut hit = vec![false; trace.trace.spans.len()];
    if !trace.traces(filter, &mut hit) {
        return None;
    }
    let spans = || {
        let spans = trace.trace.spans.iter().zip(&hit);
        spans.filter(|(_, hit)| **hit).map(|(span, _)| span.span_id)
    };
    Some(Matched {
        span_count: spans().count() as u32,
        first: spans().take(3).collect(),
    })
}

struct Evaluated<'a> {
    trace: &'a Trace,
    summary: &'a Summary,
}

impl Evaluated<'_> {
    /// Marks the spans that make the filter true.
    fn traces(&self, filter: &TraceFilter, hit: &mut [bool]) -> bool {
        match filter {
            TraceFilter::All => {
                hit.fill(true);
                true
            }
            TraceFilter::Spans(filter) => self.mark(hit, |span| self.spans(filter, span)),
            TraceFilter::Related(above, relation, below) => {
                let related = self.related(above, *relation);
                self.mark(hit, |span| {
                    related.get(&span.span_id) == Some(&true) && self.spans(below, span)
                })
            }
            TraceFilter::And(one, other) => {
                let mut marked = hit.to_vec();
                let both = self.traces(one, &mut marked) && self.traces(other, &mut marked);
                if both {
                    hit.copy_from_slice(&marked);
                }
                both
            }
            TraceFilter::Or(one, other) => self.traces(one, hit) | self.traces(other, hit),
        }
    }

    fn mark(&self, hit: &mut [bool], matches: impl Fn(&Span) -> bool) -> bool {
        let mut any = false;
        for (hit, span) in hit.iter_mut().zip(&self.trace.spans) {
            if matches(span) {
                *hit = true;
                any = true;
            }
        }
        any
    }

    /// Which spans stand so under one that matches.
    fn related(&self, above: &SpanFilter, relation: Relation) -> HashMap<SpanId, bool> {
        let spans = &self.trace.spans;
        let by_id: HashMap<_, _> = spans.iter().map(|span| (span.span_id, span)).collect();
        let mut under = HashMap::new();
        for span in spans {
            // Up to an ancestor that is known, and down again: no span is walked over twice.
            let mut path = vec![span.span_id];
            let mut at = span;
            let known = loop {
                if let Some(known) = under.get(&at.span_id) {
                    break *known;
                }
                let Some(parent) = at.parent.and_then(|parent| by_id.get(&parent)) else {
                    break false;
                };
                if self.spans(above, parent) {
                    break true;
                }
                // A circle of parents ends where it began.
                if relation == Relation::Child || path.len() > spans.len() {
                    break false;
                }
                at = parent;
                path.push(at.span_id);
            };
            for span_id in path {
                under.insert(span_id, known);
            }
        }
        under
    }

    fn spans(&self, filter: &SpanFilter, span: &Span) -> bool {
        match filter {
            SpanFilter::All => true,
            SpanFilter::Is(condition) => self.holds(condition, span),
            SpanFilter::And(one, other) => self.spans(one, span) && self.spans(other, span),
            SpanFilter::Or(one, other) => self.spans(one, span) || self.spans(other, span),
            SpanFilter::Not(filter) => !self.spans(filter, span),
        }
    }

    fn holds(&self, condition: &Condition, span: &Span) -> bool {
        let holds = |value: &Value| holds_of_value(value, &condition.comparison);
        let number = |value: u64| Value::Int(i64::try_from(value).unwrap_or(i64::MAX));
        match &condition.subject {
            Subject::Attribute(key) => {
                let value = span.get(key).or_else(|| span.resource.get(key));
                value.is_some_and(holds)
            }
            Subject::SpanAttribute(key) => span.get(key).is_some_and(holds),
            Subject::ResourceAttribute(key) => span.resource.get(key).is_some_and(holds),
            Subject::EventAttribute(key) => {
                let mut values = span.events.iter().filter_map(|event| event.get(key));
                values.any(holds)
            }
            Subject::EventName => {
                let mut names = span.events.iter().map(|event| event.name.clone());
                names.any(|name| holds(&Value::Text(name)))
            }
            Subject::Correlation => {
                let mut values = CORRELATION_IDS.iter().filter_map(|key| span.get(key));
                values.any(holds)
            }
            Subject::LinkedTrace => {
                let mut ids = span.links.iter().map(|link| link.trace_id.to_string());
                ids.any(|id| holds(&Value::Text(id.into())))
            }
            Subject::Name => holds(&Value::Text(span.name.clone())),
            Subject::Service => holds(&Value::Text(span.service())),
            Subject::Kind => holds(&span.kind.as_str().into()),
            Subject::Status => holds(&status(&span.status).into()),
            Subject::StatusMessage => match &span.status {
                Status::Error { message } => holds(&Value::Text(message.clone())),
                _ => false,
            },
            Subject::Duration => holds(&number(span.duration_nanos())),
            Subject::IsRoot => holds(&span.parent.is_none().into()),
            Subject::TraceDuration => holds(&number(self.summary.duration_nanos)),
            Subject::SpanCount => holds(&number(self.summary.span_count.into())),
            Subject::ErrorCount => holds(&number(self.summary.error_count.into())),
            Subject::RootName => holds(&Value::Text(self.summary.root_operation.clone())),
            Subject::RootService => holds(&Value::Text(self.summary.root_service.clone())),
        }
    }
}

fn status(status: &Status) -> &'static str {
    match status {
        Status::Unset => "unset",
        Status::Ok => "ok",
        Status::Error { .. } => "error",
    }
}

pub(crate) fn holds_of_value(value: &Value, comparison: &Comparison) -> bool {
    use std::cmp::Ordering::{Equal, Greater, Less};
    match comparison {
        Comparison::Exists => *value != Value::Empty,
        Comparison::Equal(literal) => equal(value, literal),
        Comparison::NotEqual(literal) => !equal(value, literal),
        Comparison::Less(literal) => order(value, literal) == Some(Less),
        Comparison::AtMost(literal) => matches!(order(value, literal), Some(Less | Equal)),
        Comparison::Greater(literal) => order(value, literal) == Some(Greater),
        Comparison::AtLeast(literal) => matches!(order(value, literal), Some(Greater | Equal)),
        Comparison::Contains(part) => {
            let text = value.to_string().to_lowercase();
            text.contains(&part.to_lowercase())
        }
        Comparison::Matches(pattern) => {
            any_text(value, &mut |text| pattern.is_match(text)).unwrap_or(false)
        }
        Comparison::NotMatches(pattern) => {
            any_text(value, &mut |text| pattern.is_match(text)) == Some(false)
        }
    }
}

/// Whether the text, or one in the list, is so; `None` where there is none.
fn any_text(value: &Value, is_so: &mut impl FnMut(&str) -> bool) -> Option<bool> {
    match value {
        Value::Text(text) => Some(is_so(text)),
        Value::List(values) => {
            let answers = values.iter().filter_map(|value| any_text(value, is_so));
            answers.reduce(|one, other| one | other)
        }
        _ => None,
    }
}

fn equal(value: &Value, literal: &Literal) -> bool {
    match (value, literal) {
        (Value::Text(value), Literal::Text(literal)) => value == literal,
        (Value::Bool(value), Literal::Bool(literal)) => value == literal,
        (Value::List(values), literal) => values.iter().any(|value| equal(value, literal)),
        (value, literal) => order(value, literal) == Some(std::cmp::Ordering::Equal),
    }
}

fn order(value: &Value, literal: &Literal) -> Option<std::cmp::Ordering> {
    match (value, literal) {
        (Value::Int(value), Literal::Int(literal)) => Some(value.cmp(literal)),
        (Value::Int(value), Literal::Double(literal)) => (*value as f64).partial_cmp(literal),
        (Value::Double(value), Literal::Int(literal)) => value.partial_cmp(&(*literal as f64)),
        (Value::Double(value), Literal::Double(literal)) => value.partial_cmp(literal),
        _ => None,
    }
}
