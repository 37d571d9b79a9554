//! What the find box finds: a part of a name, the beginning of an id, or `key=value`.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::Arc;

use trace_analysis::Row;
use trace_model::{Attribute, Resource, Trace};

use super::opened::Opened;
use super::rows;
use crate::said;

/// A text, and what it is compared with; all of it in lower case.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    trace: &'a Trace,
    text: String,
    is_id: bool,
    /// `key=value`, where the text is that.
    pair: Option<String>,
    /// By place: whether the name of the operation or of its service has the text.
    operations: Vec<bool>,
    causes: said::Causes,
    /// Of each resource once: whether it has the pair.
    resources: HashMap<*const Resource, bool>,
    written: String,
}

impl<'a> Finder<'a> {
    pub(super) fn new(opened: &'a Opened, text: &str) -> Self {
        let names = &opened.analysis.tree.names;
        let pair = pair(text);
        let text = text.to_lowercase();
        let has = |name: &Arc<str>| name.to_lowercase().contains(&text);
        let services: Vec<bool> = names.services.iter().map(has).collect();
        let operations = names.operations.iter();
        Finder {
            trace: &opened.trace,
            operations: operations
                .map(|operation| services[operation.service as usize] || has(&operation.name))
                .collect(),
            is_id: (4..=16).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_hexdigit()),
            causes: said::Causes::of(&opened.trace, &opened.analysis),
            resources: HashMap::new(),
            written: String::new(),
            pair,
            text,
        }
    }

    /// Whether the row at this place is found.
    pub(super) fn finds(&mut self, at: u32, row: &Row) -> bool {
        let is_named = row.operation.is_some_and(|of| self.operations[of as usize]);
        is_named || self.has_id(row) || self.says(at) || self.has_pair(row)
    }

    fn has_id(&self, row: &Row) -> bool {
        let id = self.is_id.then(|| rows::id(self.trace, row)).flatten();
        id.is_some_and(|id| id.to_string().starts_with(&self.text))
    }

    /// The error that began there has the text in its message.
    fn says(&self, at: u32) -> bool {
        let said = self.causes.get(at);
        said.is_some_and(|said| said.to_lowercase().contains(&self.text))
    }

    fn has_pair(&mut self, row: &Row) -> bool {
        let (Some(pair), Some(span)) = (&self.pair, row.span()) else {
            return false;
        };
        let span = &self.trace.spans[span as usize];
        let written = &mut self.written;
        if holds(&span.attributes, pair, written) {
            return true;
        }
        let resource = self.resources.entry(Arc::as_ptr(&span.resource));
        *resource.or_insert_with(|| holds(&span.resource.attributes, pair, written))
    }
}

/// `key=value` without spaces around the sign; `None` where the text is something else.
fn pair(text: &str) -> Option<String> {
    let (key, value) = text.split_once('=')?;
    let key = key.trim_end();
    let is_of_key = |char: char| char.is_ascii_alphanumeric() || "_.:/-".contains(char);
    let is_pair = !key.is_empty() && key.chars().all(is_of_key);
    is_pair.then(|| format!("{key}={}", value.trim_start()).to_lowercase())
}

/// Whether one of the attributes, as it is written, has the pair in it.
fn holds(attributes: &[Attribute], pair: &str, written: &mut String) -> bool {
    attributes.iter().any(|Attribute { key, value }| {
        written.clear();
        // A text takes all that is written.
        let _ = write!(written, "{key}={value}");
        written.make_ascii_lowercase();
        match written.is_ascii() {
            true => written.contains(pair),
            false => written.to_lowercase().contains(pair),
        }
    })
}
