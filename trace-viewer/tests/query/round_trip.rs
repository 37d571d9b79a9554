//! What is written is read as the same; whatever is read, nothing panics.

use proptest::prelude::*;
use trace_store::search::{
    Comparison, Condition, Literal, Pattern, Relation, SpanFilter, Subject, TraceFilter,
};
use trace_viewer::query::{self, Written};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z ]{0,8}", "\\PC{0,8}", Just("\"\\\n\t\r`".to_owned())]
}

fn attribute() -> impl Strategy<Value = Subject> {
    let key = prop_oneof!["[a-z][a-z._-]{0,8}", "\\PC{1,8}"]
        .prop_filter("has a name of its own", |key| key != "service.name");
    (0..4, key).prop_map(|(scope, key)| match scope {
        0 => Subject::Attribute(key.into()),
        1 => Subject::SpanAttribute(key.into()),
        2 => Subject::ResourceAttribute(key.into()),
        _ => Subject::EventAttribute(key.into()),
    })
}

fn number() -> impl Strategy<Value = Literal> {
    prop_oneof![
        any::<i64>().prop_map(Literal::Int),
        any::<f64>()
            .prop_filter("is no NaN and finite", |number| number.is_finite())
            .prop_map(Literal::Double),
    ]
}

fn ordered(literal: Literal) -> impl Strategy<Value = Comparison> {
    prop_oneof![
        Just(Comparison::Equal(literal.clone())),
        Just(Comparison::NotEqual(literal.clone())),
        Just(Comparison::Less(literal.clone())),
        Just(Comparison::AtMost(literal.clone())),
        Just(Comparison::Greater(literal.clone())),
        Just(Comparison::AtLeast(literal)),
    ]
}

fn textual() -> impl Strategy<Value = Comparison> {
    let pattern =
        "[a-z]{0,4}(\\.\\*)?".prop_map(|text| Pattern::new(&text).expect("the text is a pattern"));
    prop_oneof![
        Just(Comparison::Exists),
        text().prop_map(|text| Comparison::Equal(Literal::Text(text.into()))),
        text().prop_map(|text| Comparison::NotEqual(Literal::Text(text.into()))),
        text().prop_map(|text| Comparison::Contains(text.into())),
        pattern.clone().prop_map(Comparison::Matches),
        pattern.prop_map(Comparison::NotMatches),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let textual_subject = prop::sample::select(vec![
        Subject::Name,
        Subject::Service,
        Subject::StatusMessage,
        Subject::EventName,
        Subject::Correlation,
        Subject::LinkedTrace,
        Subject::RootName,
        Subject::RootService,
    ]);
    let of_numbers = prop::sample::select(vec![
        Subject::Duration,
        Subject::TraceDuration,
        Subject::SpanCount,
        Subject::ErrorCount,
    ]);
    let named = prop::sample::select(vec![
        (Subject::Kind, "server"),
        (Subject::Kind, "internal"),
        (Subject::Status, "error"),
        (Subject::Status, "unset"),
    ]);
    let condition = |(subject, comparison)| Condition {
        subject,
        comparison,
    };
    prop_oneof![
        (textual_subject, textual()).prop_map(condition),
        (attribute(), textual()).prop_map(condition),
        (attribute(), number().prop_flat_map(ordered)).prop_map(condition),
        (
            attribute(),
            any::<bool>().prop_map(|value| Comparison::Equal(Literal::Bool(value)))
        )
            .prop_map(condition),
        (
            of_numbers,
            (-i64::MAX..i64::MAX)
                .prop_map(Literal::Int)
                .prop_flat_map(ordered)
        )
            .prop_map(condition),
        named.prop_map(|(subject, name)| Condition {
            subject,
            comparison: Comparison::NotEqual(Literal::Text(name.into())),
        }),
        any::<bool>().prop_map(|value| Condition {
            subject: Subject::IsRoot,
            comparison: Comparison::Equal(Literal::Bool(value)),
        }),
    ]
}

fn spans() -> impl Strategy<Value = SpanFilter> {
    let leaf = prop_oneof![
        9 => condition().prop_map(SpanFilter::Is),
        1 => Just(SpanFilter::All),
    ];
    leaf.prop_recursive(4, 24, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| SpanFilter::And(one.into(), other.into())),
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| SpanFilter::Or(one.into(), other.into())),
            inner.prop_map(|filter| SpanFilter::Not(filter.into())),
        ]
    })
}

fn traces() -> impl Strategy<Value = TraceFilter> {
    let relation = prop::sample::select(vec![Relation::Child, Relation::Descendant]);
    let leaf = prop_oneof![
        1 => Just(TraceFilter::All),
        6 => spans().prop_map(TraceFilter::Spans),
        2 => (spans(), relation, spans()).prop_map(|(above, relation, below)| {
            TraceFilter::Related(above.into(), relation, below.into())
        }),
    ];
    leaf.prop_recursive(3, 12, 2, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| TraceFilter::And(one.into(), other.into())),
            (inner.clone(), inner)
                .prop_map(|(one, other)| TraceFilter::Or(one.into(), other.into())),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_as_the_same(filter in traces()) {
        let text = Written(&filter).to_string();
        let read = query::parse(&text);
        prop_assert_eq!(read.as_ref(), Ok(&filter), "{}", text);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = query::parse(&text).map_err(|error| error.to_string());
    }

    #[test]
    fn no_words_of_the_language_panic(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "(", ")", "&&", "||", "!", "=", "!=", "=~", ">", ">>", "name", ".a",
                "span.\"x\"", "duration", "5", "5ms", "\"t\"", "true", "nil", "nestedSetParent",
                "<", "0", "status", "error", "é", "\"", "\\",
            ]),
            0..20,
        )
    ) {
        let text = words.join(" ");
        if let Ok(filter) = query::parse(&text) {
            let written = Written(&filter).to_string();
            prop_assert_eq!(query::parse(&written), Ok(filter));
        }
    }

    #[test]
    fn durations_are_read_as_they_are_written(nanos in any::<u64>()) {
        let text = query::duration::write(nanos);
        prop_assert_eq!(query::duration::parse(&text), Some(nanos));
    }
}
