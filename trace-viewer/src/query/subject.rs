//! The names of what is compared.

use trace_store::search::Subject;

/// What is compared, and under which names; the first one is written.
pub(super) const INTRINSICS: [(Subject, &[&str]); 15] = [
    (Subject::Name, &["name", "span:name"]),
    (Subject::Kind, &["kind", "span:kind"]),
    (Subject::Status, &["status", "span:status"]),
    (
        Subject::StatusMessage,
        &["statusMessage", "span:statusMessage"],
    ),
    (Subject::Duration, &["duration", "span:duration"]),
    (Subject::EventName, &["event:name"]),
    (Subject::Correlation, &["correlation"]),
    (Subject::LinkedTrace, &["link:traceID"]),
    (Subject::IsRoot, &["isRoot"]),
    (Subject::TraceDuration, &["traceDuration", "trace:duration"]),
    (Subject::SpanCount, &["spanCount"]),
    (Subject::ErrorCount, &["errorCount"]),
    (Subject::RootName, &["rootName", "trace:rootName"]),
    (
        Subject::RootService,
        &[
            "rootServiceName",
            "trace:rootService",
            "trace:rootServiceName",
        ],
    ),
    (Subject::Service, &["resource.service.name", "service"]),
];

/// The subject that a word names; `None` if it names none.
pub(super) fn named(word: &str) -> Option<Subject> {
    let mut intrinsics = INTRINSICS.iter();
    if let Some((subject, _)) = intrinsics.find(|(_, names)| names.contains(&word)) {
        return Some(subject.clone());
    }
    let (scope, key) = word.split_once('.')?;
    if key.is_empty() {
        return None;
    }
    match scope {
        "" => Some(Subject::Attribute(key.into())),
        "span" => Some(Subject::SpanAttribute(key.into())),
        "resource" => Some(Subject::ResourceAttribute(key.into())),
        "event" => Some(Subject::EventAttribute(key.into())),
        _ => None,
    }
}

/// The kinds of values that a subject is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expects {
    /// An attribute is compared with what stands there.
    Anything,
    Text,
    /// One of a few names, which stand without quotes.
    OneOf(&'static [&'static str]),
    Duration,
    Count,
    Bool,
}

/// What a subject is compared with.
pub(super) fn expects(subject: &Subject) -> Expects {
    match subject {
        Subject::Attribute(_)
        | Subject::SpanAttribute(_)
        | Subject::ResourceAttribute(_)
        | Subject::EventAttribute(_) => Expects::Anything,
        Subject::Status => Expects::OneOf(&["error", "ok", "unset"]),
        Subject::Kind => Expects::OneOf(&["server", "client", "producer", "consumer", "internal"]),
        Subject::Duration | Subject::TraceDuration => Expects::Duration,
        Subject::SpanCount | Subject::ErrorCount => Expects::Count,
        Subject::IsRoot => Expects::Bool,
        Subject::EventName
        | Subject::Correlation
        | Subject::LinkedTrace
        | Subject::Name
        | Subject::Service
        | Subject::StatusMessage
        | Subject::RootName
        | Subject::RootService => Expects::Text,
    }
}

impl Expects {
    /// In words, for who wrote something else.
    pub(super) fn words(self) -> String {
        match self {
            Expects::Anything => "a value, such as \"text\", 5, 100ms or true".to_owned(),
            Expects::Text => "a text in quotes".to_owned(),
            Expects::OneOf(names) => format!("one of {}", names.join(", ")),
            Expects::Duration => "a duration, such as 100ms or 1.5s".to_owned(),
            Expects::Count => "a whole number".to_owned(),
            Expects::Bool => "true or false".to_owned(),
        }
    }
}
