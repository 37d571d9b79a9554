//! What contexts are read from and written to.

use std::collections::{BTreeMap, HashMap};

/// Something with named fields to read a context from, such as the headers of a
/// request.
pub trait Extractor {
    /// Calls `each` with every value of this name, in order. Names are given in
    /// lower case; a carrier whose names ignore case matches them so. A value
    /// that is not text is given as its bytes.
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8]));
}

/// Something with named fields to write a context to.
pub trait Injector {
    /// Sets the field, replacing one of that name. Both are printable ASCII.
    fn set(&mut self, name: &'static str, value: &str);
}

impl Extractor for HashMap<String, String> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        for (key, value) in self {
            if key.eq_ignore_ascii_case(name) {
                each(value.as_bytes());
            }
        }
    }
}

impl Injector for HashMap<String, String> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.insert(name.to_owned(), value.to_owned());
    }
}

impl Extractor for BTreeMap<String, String> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        for (key, value) in self {
            if key.eq_ignore_ascii_case(name) {
                each(value.as_bytes());
            }
        }
    }
}

impl Injector for BTreeMap<String, String> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.insert(name.to_owned(), value.to_owned());
    }
}

impl Extractor for Vec<(String, String)> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        for (key, value) in self {
            if key.eq_ignore_ascii_case(name) {
                each(value.as_bytes());
            }
        }
    }
}

impl Injector for Vec<(String, String)> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self.push((name.to_owned(), value.to_owned()));
    }
}

/// The one value of a header that may stand only once.
pub(super) fn single<'a>(carrier: &'a dyn Extractor, name: &str) -> Option<&'a str> {
    let mut found = None;
    let mut count = 0_usize;
    carrier.values(name, &mut |value| {
        count += 1;
        found = Some(value);
    });
    match (count, found) {
        (1, Some(value)) => str::from_utf8(value).ok(),
        _ => None,
    }
}

/// All values of a header that is one list over several lines, joined by
/// commas; `None` when there is none, when one is not ASCII text, or when they
/// are longer than `limit` bytes together.
pub(super) fn joined(carrier: &dyn Extractor, name: &str, limit: usize) -> Option<String> {
    let mut list = String::new();
    let mut lines = 0_usize;
    let mut sound = true;
    carrier.values(name, &mut |value| {
        // Checked before anything is copied: the sum over all lines counts.
        sound = sound && list.len() + value.len() < limit && value.is_ascii();
        if sound && let Ok(value) = str::from_utf8(value) {
            if lines > 0 {
                list.push(',');
            }
            list.push_str(value);
            lines += 1;
        }
    });
    (sound && lines > 0).then_some(list)
}
