//! Bytes that stand in every trace that matches a filter: one without them need not be decoded.

use crate::search::{Comparison, Condition, Literal, SpanFilter, Subject, TraceFilter};

/// The longest text that a message, a resource or a scope of each matching trace has, as it
/// was sent; `None` where there is none.
pub(super) fn needle(filter: &TraceFilter) -> Option<&str> {
    match filter {
        TraceFilter::All | TraceFilter::Or(..) => None,
        TraceFilter::Spans(filter) => of_spans(filter),
        TraceFilter::Related(above, _, below) => longer(of_spans(above), of_spans(below)),
        TraceFilter::And(one, other) => longer(needle(one), needle(other)),
    }
}

fn of_spans(filter: &SpanFilter) -> Option<&str> {
    match filter {
        SpanFilter::All | SpanFilter::Not(_) | SpanFilter::Or(..) => None,
        SpanFilter::Is(condition) => of_condition(condition),
        SpanFilter::And(one, other) => longer(of_spans(one), of_spans(other)),
    }
}

fn of_condition(condition: &Condition) -> Option<&str> {
    let is_sent = match condition.subject {
        Subject::Attribute(_)
        | Subject::SpanAttribute(_)
        | Subject::ResourceAttribute(_)
        | Subject::EventAttribute(_)
        | Subject::Correlation => true,
        // A service without a name, a kind and a status have names that nobody sent.
        _ => false,
    };
    match &condition.comparison {
        Comparison::Equal(Literal::Text(text)) if is_sent => as_sent(text),
        _ => None,
    }
}

/// The text, unless bytes that are no UTF-8 read the same.
pub(super) fn as_sent(text: &str) -> Option<&str> {
    (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
}

fn longer<'a>(one: Option<&'a str>, other: Option<&'a str>) -> Option<&'a str> {
    // `None` is less than any text.
    std::cmp::max_by_key(one, other, |text| text.map(str::len))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(subject: Subject, text: &str) -> SpanFilter {
        SpanFilter::Is(Condition {
            subject,
            comparison: Comparison::Equal(Literal::Text(text.into())),
        })
    }

    fn attribute(text: &str) -> SpanFilter {
        is(Subject::Attribute("customer.id".into()), text)
    }

    fn and(one: SpanFilter, other: SpanFilter) -> SpanFilter {
        SpanFilter::And(Box::new(one), Box::new(other))
    }

    #[test]
    fn of_two_conditions_the_longer_text_is_looked_for() {
        let both = TraceFilter::Spans(and(attribute("longer"), attribute("short")));
        assert_eq!(needle(&both), Some("longer"));
        let one = TraceFilter::Spans(and(is(Subject::Service, "orders"), attribute("x")));
        assert_eq!(needle(&one), Some("x"));
    }

    #[test]
    fn what_may_match_without_the_text_has_none() {
        let either = SpanFilter::Or(Box::new(attribute("a")), Box::new(attribute("b")));
        assert_eq!(needle(&TraceFilter::Spans(either)), None);
        let not = SpanFilter::Not(Box::new(attribute("a")));
        assert_eq!(needle(&TraceFilter::Spans(not)), None);
        let service = is(Subject::Service, "unknown_service");
        assert_eq!(needle(&TraceFilter::Spans(service)), None);
        let repaired = attribute("caf\u{fffd}");
        assert_eq!(needle(&TraceFilter::Spans(repaired)), None);
    }
}
