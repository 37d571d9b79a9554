//! Our bans go into a `clippy.toml`, and all else in it stays as it is.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use toml_edit::{Array, DocumentMut, InlineTable, Item, TomlError, Value};

/// The one key that has bans.
const KEY: &str = "disallowed-methods";

/// The last word of each reason of ours: by it an entry is known again.
pub const MARK: &str = "[trace-contract]";

/// The ban list as it is shipped.
pub const PACK: &str = include_str!("../../trace-runtime/lints/clippy.toml");

/// A file with the bans in it, and what that took. Each list has paths, in the
/// order of the file.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    /// The file.
    pub text: String,
    /// Bans that were not there.
    pub added: Vec<String>,
    /// Bans of ours that said something else, such as an older reason.
    pub updated: Vec<String>,
    /// Bans of ours that the list has no more.
    pub removed: Vec<String>,
    /// Paths that the user bans, in words of their own: left alone.
    pub theirs: Vec<String>,
}

impl Merged {
    /// Whether the file was as it should be.
    pub fn is_unchanged(&self) -> bool {
        self.added.is_empty() && self.updated.is_empty() && self.removed.is_empty()
    }
}

/// Why a file was left alone.
#[derive(Debug)]
pub enum MergeError {
    /// The file is not TOML.
    Syntax(TomlError),
    /// The file has `disallowed-methods`, and that is no array.
    NoArray,
}

impl fmt::Display for MergeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MergeError::Syntax(error) => write!(f, "not TOML: {error}"),
            MergeError::NoArray => write!(f, "`{KEY}` is to be an array: `{KEY} = [ … ]`"),
        }
    }
}

impl Error for MergeError {}

/// The bans of `pack`, by path and in its order.
fn bans(pack: &str) -> Result<Vec<(String, InlineTable)>, MergeError> {
    let pack: DocumentMut = pack.parse().map_err(MergeError::Syntax)?;
    let entries = pack.get(KEY).and_then(Item::as_array);
    let entries = entries.ok_or(MergeError::NoArray)?.iter();
    let bans = entries.filter_map(|entry| {
        let mut ban = entry.as_inline_table()?.clone();
        ban.decor_mut().clear();
        Some((path_of(entry)?.to_owned(), ban))
    });
    Ok(bans.collect())
}

/// Merges the bans of `pack` into `file`.
///
/// # Errors
///
/// When either is not TOML, or `file` has something else than an array where the
/// bans belong.
pub fn merge(file: &str, pack: &str) -> Result<Merged, MergeError> {
    let bans = bans(pack)?;
    let mut document: DocumentMut = file.parse().map_err(MergeError::Syntax)?;
    let item = document
        .entry(KEY)
        .or_insert_with(|| Value::Array(Array::new()).into());
    // `[[disallowed-methods]]` means the same, and becomes an array.
    let tables = item.as_array_of_tables().cloned();
    if let Some(tables) = tables {
        *item = Value::Array(tables.into_array()).into();
    }
    let array = item.as_array_mut().ok_or(MergeError::NoArray)?;

    let mut merged = Merged {
        text: String::new(),
        added: Vec::new(),
        updated: Vec::new(),
        removed: Vec::new(),
        theirs: Vec::new(),
    };
    remove_stale(array, &bans, &mut merged);
    update(array, &bans, &mut merged);
    add(array, bans, &mut merged);
    merged.text = if merged.is_unchanged() {
        file.to_owned()
    } else {
        lines_ended_as_in(file, document.to_string())
    };
    Ok(merged)
}

fn lines_ended_as_in(file: &str, text: String) -> String {
    if file.contains("\r\n") {
        text.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        text
    }
}

fn remove_stale(array: &mut Array, bans: &[(String, InlineTable)], merged: &mut Merged) {
    let mut at = 0;
    while let Some(entry) = array.get(at) {
        let path = path_of(entry).unwrap_or_default().to_owned();
        if !is_ours(entry) || bans.iter().any(|(banned, _)| *banned == path) {
            at += 1;
            continue;
        }
        // A comment above it may be about what follows as well.
        let above = prefix_of(entry).to_owned();
        array.remove(at);
        if above.contains('#') {
            match array.get_mut(at) {
                Some(next) => {
                    let prefix = format!("{}{}", above.trim_end(), prefix_of(next));
                    next.decor_mut().set_prefix(prefix);
                }
                None => {
                    let trailing = array.trailing().as_str().unwrap_or_default();
                    let trailing = format!("{}{trailing}", above.trim_end());
                    array.set_trailing(trailing);
                }
            }
        }
        merged.removed.push(path);
    }
}

fn update(array: &mut Array, bans: &[(String, InlineTable)], merged: &mut Merged) {
    let bans: BTreeMap<_, _> = bans
        .iter()
        .map(|(path, ban)| (path.as_str(), ban))
        .collect();
    for entry in array.iter_mut() {
        let Some((path, ban)) = path_of(entry).and_then(|path| bans.get_key_value(path)) else {
            continue;
        };
        if !is_ours(entry) {
            merged.theirs.push((*path).to_owned());
            continue;
        }
        let mut before = entry.clone();
        before.decor_mut().clear();
        if before.to_string() != ban.to_string() {
            merged.updated.push((*path).to_owned());
            let decor = entry.decor().clone();
            *entry = Value::InlineTable((*ban).clone());
            *entry.decor_mut() = decor;
        }
    }
}

/// Adds bans that are missing at the end, each on a line of its own.
fn add(array: &mut Array, bans: Vec<(String, InlineTable)>, merged: &mut Merged) {
    let there: Vec<String> = array
        .iter()
        .filter_map(path_of)
        .map(str::to_owned)
        .collect();
    let missing = bans.into_iter().filter(|(path, _)| !there.contains(path));
    for (path, ban) in missing {
        // What stands between the last entry and the bracket, a comment perhaps,
        // stays behind that entry.
        let mut between = String::new();
        if let Some(last) = array.iter_mut().last() {
            between.push_str(suffix_of(last));
            last.decor_mut().set_suffix("");
        }
        between.push_str(array.trailing().as_str().unwrap_or_default());
        let mut ban = Value::InlineTable(ban);
        ban.decor_mut()
            .set_prefix(format!("{}\n    ", between.trim_end()));
        array.push_formatted(ban);
        array.set_trailing("\n");
        array.set_trailing_comma(true);
        merged.added.push(path);
    }
}

/// An entry is a path, or a table that has one.
fn path_of(entry: &Value) -> Option<&str> {
    match entry {
        Value::InlineTable(table) => table.get("path")?.as_str(),
        entry => entry.as_str(),
    }
}

fn is_ours(entry: &Value) -> bool {
    let reason = entry
        .as_inline_table()
        .and_then(|table| table.get("reason"));
    let reason = reason.and_then(Value::as_str);
    reason.is_some_and(|reason| reason.ends_with(MARK))
}

fn prefix_of(entry: &Value) -> &str {
    let prefix = entry.decor().prefix();
    prefix
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default()
}

fn suffix_of(entry: &Value) -> &str {
    let suffix = entry.decor().suffix();
    suffix
        .and_then(|suffix| suffix.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
