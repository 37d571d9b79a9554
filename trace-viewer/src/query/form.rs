//! The search form: a filter from its fields.

use trace_store::search::{Comparison, Condition, Literal, SpanFilter, Subject, TraceFilter};

/// What a person fills in, or Jaeger's search sends: one span must be like all of it.
///
/// ```
/// use trace_viewer::query::{Form, Written};
///
/// let form = Form {
///     service: Some("orders".to_owned()),
///     attributes: vec![("http.status_code".to_owned(), "500".to_owned())],
///     min_duration_nanos: Some(100_000_000),
///     ..Form::default()
/// };
/// assert_eq!(
///     Written(&form.filter()).to_string(),
///     r#"{ resource.service.name = "orders" && (.http.status_code = "500" || "#.to_owned()
///         + ".http.status_code = 500) && duration >= 100ms }",
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// The service of the span.
    pub service: Option<String>,
    /// The name of the span.
    pub operation: Option<String>,
    /// Attributes of the span or of its resource. A form holds texts only: `500` is the text
    /// and the number. Jaeger's own names are understood: `error`, `span.kind`,
    /// `otel.status_code`, `otel.status_description`.
    pub attributes: Vec<(String, String)>,
    /// The shortest duration of the span.
    pub min_duration_nanos: Option<u64>,
    /// The longest duration of the span.
    pub max_duration_nanos: Option<u64>,
    /// Only spans that have failed.
    pub errors_only: bool,
}

impl Form {
    /// The filter; all traces where nothing is filled in.
    pub fn filter(&self) -> TraceFilter {
        let mut filters = Vec::new();
        let text = |text: &str| Comparison::Equal(Literal::Text(text.into()));
        let nanos = |nanos: u64| Literal::Int(i64::try_from(nanos).unwrap_or(i64::MAX));
        if let Some(service) = &self.service {
            filters.push(is(Subject::Service, text(service)));
        }
        if let Some(operation) = &self.operation {
            filters.push(is(Subject::Name, text(operation)));
        }
        filters.extend(
            self.attributes
                .iter()
                .map(|(key, value)| attribute(key, value)),
        );
        if let Some(shortest) = self.min_duration_nanos {
            filters.push(is(Subject::Duration, Comparison::AtLeast(nanos(shortest))));
        }
        if let Some(longest) = self.max_duration_nanos {
            filters.push(is(Subject::Duration, Comparison::AtMost(nanos(longest))));
        }
        if self.errors_only {
            filters.push(is(Subject::Status, text("error")));
        }
        let all = |one: SpanFilter, other| SpanFilter::And(one.into(), Box::new(other));
        match filters.into_iter().reduce(all) {
            Some(filter) => TraceFilter::Spans(filter),
            None => TraceFilter::All,
        }
    }
}

fn is(subject: Subject, comparison: Comparison) -> SpanFilter {
    SpanFilter::Is(Condition {
        subject,
        comparison,
    })
}

fn attribute(key: &str, value: &str) -> SpanFilter {
    let equal = |subject: Subject, value: Literal| is(subject, Comparison::Equal(value));
    let text = |text: &str| Literal::Text(text.into());
    match (key, value) {
        ("error", "true") => return equal(Subject::Status, text("error")),
        ("error", "false") => {
            return is(Subject::Status, Comparison::NotEqual(text("error")));
        }
        ("span.kind", kind) => return equal(Subject::Kind, text(&kind.to_ascii_lowercase())),
        ("otel.status_code", status) => {
            return equal(Subject::Status, text(&status.to_ascii_lowercase()));
        }
        ("otel.status_description", message) => {
            return equal(Subject::StatusMessage, text(message));
        }
        _ => {}
    }
    let as_text = equal(Subject::Attribute(key.into()), text(value));
    let other = if let Ok(number) = value.parse() {
        Literal::Int(number)
    } else if let Ok(value) = value.parse() {
        Literal::Bool(value)
    } else if let Some(number) = value.parse().ok().filter(|number: &f64| number.is_finite()) {
        Literal::Double(number)
    } else {
        return as_text;
    };
    let as_other = equal(Subject::Attribute(key.into()), other);
    SpanFilter::Or(as_text.into(), as_other.into())
}
