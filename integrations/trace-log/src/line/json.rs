//! The form for machines: one JSON object a line.

use std::borrow::Cow;

use super::{Head, WriteLine};
use crate::escape::{self, Spelling};
use crate::field::{FieldValue, TakeField};

/// Writes the object. Its own keys stand at the top and the fields in an object
/// of their own, so that no field can pass for what the logger says.
#[derive(Debug)]
pub(crate) struct Json<'a> {
    line: &'a mut String,
    fields: &'a mut String,
    has_message: bool,
}

impl<'a> Json<'a> {
    pub(crate) fn new(line: &'a mut String, fields: &'a mut String) -> Self {
        Json {
            line,
            fields,
            has_message: false,
        }
    }
}

impl WriteLine for Json<'_> {
    fn head(&mut self, head: &Head<'_>) {
        let to = &mut *self.line;
        to.push_str("{\"timestamp\":\"");
        head.at.push_rfc3339(to);
        to.push_str("\",\"level\":\"");
        to.push_str(head.level.as_str());
        to.push_str("\",\"target\":\"");
        escape::push(to, head.target, Spelling::Json);
        to.push('"');
        match head.ids {
            None => to.push_str(",\"context\":\"none\""),
            Some(ids) => {
                to.push_str(",\"trace_id\":\"");
                push_ascii(to, &ids.trace_id.to_hex());
                to.push_str("\",\"span_id\":\"");
                push_ascii(to, &ids.span_id.to_hex());
                to.push_str("\",\"trace_flags\":\"");
                push_ascii(to, &hex(ids.flags.to_u8()));
                to.push_str("\",\"correlation_id\":\"");
                escape::push(to, ids.correlation_id.as_str(), Spelling::Json);
                to.push('"');
            }
        }
    }

    fn end(&mut self) {
        if !self.has_message {
            self.line.push_str(",\"message\":\"\"");
        }
        if !self.fields.is_empty() {
            self.line.push_str(",\"fields\":{");
            self.line.push_str(self.fields);
            self.line.push('}');
        }
        self.line.push_str("}\n");
    }
}

impl TakeField for Json<'_> {
    const HAS_MESSAGE: bool = true;

    fn message(&mut self, value: FieldValue<'_>) {
        self.has_message = true;
        self.line.push_str(",\"message\":\"");
        match value {
            FieldValue::Text(text) => escape::push(self.line, text, Spelling::Json),
            // Nothing in a number has to be escaped.
            value => value.push_text(self.line),
        }
        self.line.push('"');
    }

    fn take(&mut self, name: Cow<'static, str>, value: FieldValue<'_>) {
        let to = &mut *self.fields;
        if !to.is_empty() {
            to.push(',');
        }
        to.push('"');
        escape::push(to, &name, Spelling::Json);
        to.push_str("\":");
        push_value(to, value);
    }
}

/// JSON has no number for infinities and for what is none: these are texts, as
/// in the JSON form of protobuf.
fn push_value(to: &mut String, value: FieldValue<'_>) {
    let text = match value {
        FieldValue::Text(text) => text,
        FieldValue::F64(f64::INFINITY) => "Infinity",
        FieldValue::F64(f64::NEG_INFINITY) => "-Infinity",
        FieldValue::F64(value) if value.is_nan() => "NaN",
        value => return value.push_text(to),
    };
    to.push('"');
    escape::push(to, text, Spelling::Json);
    to.push('"');
}

fn hex(byte: u8) -> [u8; 2] {
    [byte >> 4, byte & 15].map(|digit| match digit {
        0..10 => b'0' + digit,
        _ => b'a' + digit - 10,
    })
}

fn push_ascii(to: &mut String, text: &[u8]) {
    to.push_str(str::from_utf8(text).unwrap_or_default());
}
