//! What spans to make.

use arbitrary::{Arbitrary, Unstructured};
use trace_runtime::{SpanKind, Status, Value};

/// A span with all that is recorded on it.
#[derive(Debug, Clone, Arbitrary)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) kind: AnyKind,
    /// Set before the span starts.
    pub(crate) before: Vec<(Name, AnyValue)>,
    /// What is done while it runs, in this order.
    pub(crate) steps: Vec<Step>,
    /// Made by `#[traced]`, with attributes that are declared.
    pub(crate) declared: Option<Declared>,
}

#[derive(Debug, Clone, Arbitrary)]
pub(crate) enum Step {
    Attribute(Name, AnyValue),
    Event(String, Vec<(Name, AnyValue)>),
    Link(Link),
    Rename(String),
    Status(AnyStatus),
}

/// The values of the attributes that `#[traced]` declares.
#[derive(Debug, Clone, Arbitrary)]
pub(crate) struct Declared {
    pub(crate) flag: bool,
    pub(crate) number: i64,
    pub(crate) float: Option<f64>,
    pub(crate) text: String,
    pub(crate) texts: Vec<String>,
}

#[derive(Debug, Clone, Arbitrary)]
pub(crate) struct Link {
    pub(crate) trace_id: std::num::NonZeroU128,
    pub(crate) span_id: std::num::NonZeroU64,
    pub(crate) flags: u8,
    pub(crate) state: bool,
    pub(crate) attributes: Vec<(Name, AnyValue)>,
}

/// A key: mostly one of few, so that keys meet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Name(pub(crate) String);

impl<'a> Arbitrary<'a> for Name {
    fn arbitrary(u: &mut Unstructured<'a>) -> arbitrary::Result<Self> {
        const FEW: [&str; 12] = [
            "a", "b", "c", "d", "e", "f", "g", "h", "flag", "number", "text", "",
        ];
        let choice = u.arbitrary::<u8>()?;
        Ok(Name(match FEW.get(usize::from(choice % 16)) {
            Some(name) => (*name).to_owned(),
            None => u.arbitrary()?,
        }))
    }
}

#[derive(Debug, Clone, Arbitrary)]
pub(crate) enum AnyValue {
    Bool(bool),
    I64(i64),
    F64(f64),
    Str(String),
    /// Longer than most inputs: a text, so many times.
    Long(String, u8),
    Bools(Vec<bool>),
    I64s(Vec<i64>),
    F64s(Vec<f64>),
    Strs(Vec<String>),
}

impl AnyValue {
    pub(crate) fn value(&self) -> Value {
        match self {
            AnyValue::Bool(value) => Value::from(*value),
            AnyValue::I64(value) => Value::from(*value),
            AnyValue::F64(value) => Value::from(*value),
            AnyValue::Str(text) => Value::from(text.as_str()),
            AnyValue::Long(text, times) => Value::from(text.repeat(usize::from(*times))),
            AnyValue::Bools(list) => Value::from(list.clone()),
            AnyValue::I64s(list) => Value::from(list.clone()),
            AnyValue::F64s(list) => Value::from(list.clone()),
            AnyValue::Strs(list) => Value::from(list.clone()),
        }
    }
}

#[derive(Debug, Clone, Arbitrary)]
pub(crate) enum AnyStatus {
    Unset,
    Ok,
    Error(String),
}

impl AnyStatus {
    pub(crate) fn status(&self) -> Status {
        match self {
            AnyStatus::Unset => Status::Unset,
            AnyStatus::Ok => Status::Ok,
            AnyStatus::Error(text) => Status::Error(text.clone().into()),
        }
    }
}

#[derive(Debug, Clone, Copy, Arbitrary)]
pub(crate) enum AnyKind {
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

impl AnyKind {
    pub(crate) fn kind(self) -> SpanKind {
        match self {
            AnyKind::Internal => SpanKind::Internal,
            AnyKind::Server => SpanKind::Server,
            AnyKind::Client => SpanKind::Client,
            AnyKind::Producer => SpanKind::Producer,
            AnyKind::Consumer => SpanKind::Consumer,
        }
    }
}

/// At most this many spans at once: one trip through the pipeline takes longer
/// than making them.
const MOST: usize = 16;

/// The spans that `data` stands for.
pub(crate) fn program(data: &[u8]) -> Vec<Node> {
    let nodes = Unstructured::new(data).arbitrary_take_rest_iter::<Node>();
    let nodes = nodes.into_iter().flatten().filter_map(Result::ok);
    nodes.take(MOST).collect()
}
