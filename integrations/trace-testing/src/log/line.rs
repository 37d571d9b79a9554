//! One line of a log.

use std::fmt;

use serde_json::Value;
use trace_runtime::{SpanId, TraceId};

/// One line of a log, as far as it could be read.
#[derive(Debug, Clone, PartialEq)]
pub struct LogLine {
    text: String,
    /// `None` where the line is no JSON object.
    json: Option<Value>,
}

impl LogLine {
    pub(super) fn parse(text: &str) -> Self {
        let json = serde_json::from_str(text).ok();
        LogLine {
            text: text.to_owned(),
            json: json.filter(Value::is_object),
        }
    }

    /// The line as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it says; all of the line, if it is not JSON.
    pub fn message(&self) -> &str {
        match &self.json {
            Some(json) => text(json, "message")
                .or_else(|| text(json.get("fields")?, "message"))
                .unwrap_or_default(),
            None => &self.text,
        }
    }

    /// The level of the line, as it is written: `INFO`.
    pub fn level(&self) -> Option<&str> {
        text(self.json.as_ref()?, "level")
    }

    /// Where it comes from: the path of a module.
    pub fn target(&self) -> Option<&str> {
        text(self.json.as_ref()?, "target")
    }

    /// The trace that it says it belongs to.
    pub fn trace_id(&self) -> Option<TraceId> {
        text(self.json.as_ref()?, "trace_id")?.parse().ok()
    }

    /// The span that it says it was written in.
    pub fn span_id(&self) -> Option<SpanId> {
        text(self.json.as_ref()?, "span_id")?.parse().ok()
    }

    /// A field besides the message, as text.
    pub fn field(&self, name: &str) -> Option<String> {
        let json = self.json.as_ref()?;
        let value = json.get("fields").and_then(|fields| fields.get(name));
        match value.or_else(|| json.get(name))? {
            Value::String(text) => Some(text.clone()),
            value => Some(value.to_string()),
        }
    }

    pub(super) fn has_ids(&self) -> bool {
        self.trace_id().is_some() && self.span_id().is_some()
    }
}

fn text<'a>(json: &'a Value, key: &str) -> Option<&'a str> {
    json.get(key)?.as_str()
}

/// Aligned for people: trace, span, level, target, message.
impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let id = |id: Option<String>| id.unwrap_or_else(|| "-".to_owned());
        let trace = id(self.trace_id().map(|id| id.to_string()));
        let span = id(self.span_id().map(|id| id.to_string()));
        if self.json.is_none() {
            return write!(f, "{trace:32}  {span:16}  not JSON: {}", self.text);
        }
        let level = self.level().unwrap_or("-");
        let target = self.target().unwrap_or("-");
        let message = self.message();
        write!(f, "{trace:32}  {span:16}  {level:5} {target}: {message}")
    }
}
