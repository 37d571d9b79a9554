//! Which spans a condition holds for.

use std::sync::Arc;

use trace_model::{
    Attribute, Event, Link, Resource, Scope, Span, SpanId, SpanKind, Status, Trace, TraceId, Value,
};
use trace_store::Summary;
use trace_store::search::{
    Comparison, Condition, Literal, Pattern, SpanFilter, Subject, TraceFilter, matches,
};

fn attribute(key: &str, value: impl Into<Value>) -> Attribute {
    Attribute {
        key: key.into(),
        value: value.into(),
    }
}

/// One span with an event, a link, a correlation id, and a list.
fn trace() -> Trace {
    let id = TraceId::from_u128(1).expect("a trace id is not zero");
    let event = Event {
        unix_nanos: 0,
        name: "exception".into(),
        attributes: Vec::new(),
        dropped_attributes: 0,
    };
    let span = Span {
        trace_id: id,
        span_id: SpanId::from_u64(1).expect("a span id is not zero"),
        parent: None,
        trace_state: "".into(),
        flags: 0,
        name: "GET /orders/7".into(),
        kind: SpanKind::Server,
        start_unix_nanos: 0,
        end_unix_nanos: 1,
        attributes: vec![
            attribute("correlation.id", "order 7"),
            attribute("code", 500),
            attribute("hosts", Value::List(vec!["db-1".into(), "db-2".into()])),
        ],
        dropped_attributes: 0,
        events: vec![event],
        dropped_events: 0,
        links: vec![Link {
            trace_id: TraceId::from_u128(0xab).expect("a trace id is not zero"),
            span_id: SpanId::from_u64(2).expect("a span id is not zero"),
            trace_state: "".into(),
            flags: 0,
            attributes: Vec::new(),
            dropped_attributes: 0,
        }],
        dropped_links: 0,
        status: Status::Unset,
        resource: Arc::new(Resource::default()),
        scope: Arc::new(Scope::default()),
    };
    Trace {
        spans: vec![span],
        ..Trace::new(id)
    }
}

fn holds(subject: Subject, comparison: Comparison) -> bool {
    let trace = trace();
    let filter = TraceFilter::Spans(SpanFilter::Is(Condition {
        subject,
        comparison,
    }));
    matches(&filter, &trace, &Summary::of(&trace)).is_some()
}

fn pattern(text: &str) -> Pattern {
    Pattern::new(text).expect("the text is a pattern")
}

#[test]
fn a_pattern_matches_the_whole_text() {
    let matches = |text| holds(Subject::Name, Comparison::Matches(pattern(text)));
    assert!(matches("GET /orders/[0-9]+"));
    assert!(matches("GET .*|POST .*"));
    assert!(!matches("GET"));
    assert!(!matches("/orders/7"));
    assert!(holds(
        Subject::Name,
        Comparison::NotMatches(pattern("POST .*"))
    ));
}

#[test]
fn a_pattern_says_nothing_of_what_is_no_text() {
    let attribute = |key: &str| Subject::Attribute(key.into());
    for key in ["code", "absent"] {
        let any = || pattern(".*");
        assert!(!holds(attribute(key), Comparison::Matches(any())));
        assert!(!holds(attribute(key), Comparison::NotMatches(any())));
    }
    let hosts = || attribute("hosts");
    assert!(holds(hosts(), Comparison::Matches(pattern("db-2"))));
    assert!(!holds(hosts(), Comparison::NotMatches(pattern("db-2"))));
    assert!(holds(hosts(), Comparison::NotMatches(pattern("db-3"))));
}

#[test]
fn events_and_correlation_ids_are_found() {
    let text = |text: &str| Comparison::Equal(Literal::Text(text.into()));
    assert!(holds(Subject::EventName, text("exception")));
    assert!(!holds(Subject::EventName, text("retry")));
    assert!(holds(Subject::Correlation, text("order 7")));
    assert!(!holds(Subject::Correlation, text("order 8")));
}

#[test]
fn the_traces_that_links_name_are_found() {
    let id = |digits: u32| Comparison::Equal(Literal::Text(format!("{digits:032x}").into()));
    assert!(holds(Subject::LinkedTrace, id(0xab)));
    assert!(!holds(Subject::LinkedTrace, id(0xac)));
    assert!(holds(Subject::LinkedTrace, Comparison::Exists));
}

#[test]
fn what_costs_too_much_is_no_pattern() {
    for text in ["(a{1000}){1000}", "a)|(b", "(", &"a".repeat(1_001)] {
        assert!(Pattern::new(text).is_err(), "{text}");
    }
    let deep = format!("{}a{}", "(".repeat(40), ")".repeat(40));
    assert!(Pattern::new(&deep).is_err());
    assert_eq!(pattern("a|b"), pattern("a|b"));
}
