//! The JSON documents of a file, and what each of them is.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::place::Misread;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// OTLP, spans: `{"resourceSpans":[…]}`.
    OtlpTraces,
    /// OTLP, log lines: `{"resourceLogs":[…]}`.
    OtlpLogs,
    /// What Jaeger answers and its page saves: `{"data":[…]}`.
    Jaeger,
}

/// One document: a part of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) form: Form,
    /// Where it begins in the file.
    pub(super) at: usize,
    pub(super) text: &'a str,
}

/// The members that tell one form from the others.
#[derive(Debug, Deserialize)]
struct Members<'a> {
    #[serde(borrow, alias = "resource_spans", rename = "resourceSpans")]
    spans: Option<&'a RawValue>,
    #[serde(borrow, alias = "resource_logs", rename = "resourceLogs")]
    logs: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    /// The third version of Jaeger's API wraps OTLP.
    #[serde(borrow)]
    result: Option<&'a RawValue>,
}

/// Splits a file into its documents: one, or many with or without line breaks between them.
pub(super) fn documents(text: &str) -> Result<Vec<Part<'_>>, Misread> {
    let mut parts = Vec::new();
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    loop {
        let before = values.byte_offset();
        let Some(value) = values.next() else {
            break;
        };
        let raw = value.map_err(|error| no_json(text, before, &error))?.get();
        forms(text, raw, &mut parts)?;
    }
    if parts.is_empty() {
        return Err(Misread::at(text.as_bytes(), 0, "there is nothing in it"));
    }
    Ok(parts)
}

fn no_json(text: &str, before: usize, error: &serde_json::Error) -> Misread {
    // What comes first tells most: who has a file of another format sees it at once.
    let first = text[before..].trim_start().chars().take(20);
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or("");
    Misread {
        line: error.line().max(1),
        column: error.column().max(1),
        what: format!("no JSON ({said}), in what begins with `{}`", shown(first)),
    }
}

/// Quotes stay as they are, JSON is full of them; what a terminal obeys is escaped.
fn shown(text: impl Iterator<Item = char>) -> String {
    text.fold(String::new(), |mut out, char| {
        match char {
            '"' | '\'' => out.push(char),
            _ => out.extend(char.escape_debug()),
        }
        out
    })
}

fn forms<'a>(text: &'a str, raw: &'a str, parts: &mut Vec<Part<'a>>) -> Result<(), Misread> {
    let at = raw.as_ptr() as usize - text.as_ptr() as usize;
    let unknown = || {
        let what = "expected `resourceSpans` or `resourceLogs` (OTLP), or `data` (Jaeger)";
        Misread::at(text.as_bytes(), at, what)
    };
    let members: Members<'_> = serde_json::from_str(raw).map_err(|_| unknown())?;
    let before = parts.len();
    let mut part = |form, text| parts.push(Part { form, at, text });
    if let Some(result) = members.result {
        return forms(text, result.get(), parts);
    }
    if members.spans.is_some() {
        part(Form::OtlpTraces, raw);
    }
    if members.logs.is_some() {
        part(Form::OtlpLogs, raw);
    }
    if members.data.is_some() {
        part(Form::Jaeger, raw);
    }
    if parts.len() == before {
        return Err(unknown());
    }
    Ok(())
}
