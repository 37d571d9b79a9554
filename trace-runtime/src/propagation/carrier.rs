//! What contexts are read from and written to.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

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

    /// Takes away every field whose name `of_context` says yes to, whatever the
    /// case of its letters. Called once, before anything is set.
    ///
    /// Headers that are forwarded and the environment of a child process hold
    /// fields of an earlier context: a `tracestate` would stand beside a
    /// `traceparent` it does not belong to, and baggage would go further than its
    /// trace. A carrier that is always empty when it is written to has nothing
    /// to do here.
    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool);
}

/// Gives the values of the fields of this name, in any case.
fn named<'a>(
    fields: impl Iterator<Item = (&'a String, &'a String)>,
    name: &str,
    each: &mut dyn FnMut(&'a [u8]),
) {
    for (key, value) in fields {
        if key.eq_ignore_ascii_case(name) {
            each(value.as_bytes());
        }
    }
}

impl<S> Extractor for HashMap<String, String, S> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        named(self.iter(), name, each);
    }
}

impl<S: BuildHasher> Injector for HashMap<String, String, S> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.retain(|key, _| !key.eq_ignore_ascii_case(name));
        self.insert(name.to_owned(), value.to_owned());
    }

    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        self.retain(|key, _| !of_context(key));
    }
}

impl Extractor for BTreeMap<String, String> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        named(self.iter(), name, each);
    }
}

impl Injector for BTreeMap<String, String> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.retain(|key, _| !key.eq_ignore_ascii_case(name));
        self.insert(name.to_owned(), value.to_owned());
    }

    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        self.retain(|key, _| !of_context(key));
    }
}

impl Extractor for Vec<(String, String)> {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        named(self.iter().map(|(key, value)| (key, value)), name, each);
    }
}

impl Injector for Vec<(String, String)> {
    fn set(&mut self, name: &'static str, value: &str) {
        self.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self.push((name.to_owned(), value.to_owned()));
    }

    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        self.retain(|(key, _)| !of_context(key));
    }
}

/// What stands under a name that may stand only once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Single<'a> {
    None,
    One(&'a str),
    /// More than one, or one that is no text.
    Wrong,
}

/// The one value of a header that may stand only once.
pub(super) fn once<'a>(carrier: &'a dyn Extractor, name: &str) -> Single<'a> {
    let mut found = None;
    let mut count = 0_usize;
    carrier.values(name, &mut |value| {
        count += 1;
        found = Some(value);
    });
    match (count, found) {
        (0, _) => Single::None,
        (1, Some(value)) => str::from_utf8(value).map_or(Single::Wrong, Single::One),
        _ => Single::Wrong,
    }
}

/// The same, where none and a wrong one are the same.
pub(super) fn single<'a>(carrier: &'a dyn Extractor, name: &str) -> Option<&'a str> {
    match once(carrier, name) {
        Single::One(value) => Some(value),
        Single::None | Single::Wrong => None,
    }
}

/// The first value of a header, for formats that ask for it; empty where it is
/// not text.
pub(super) fn first<'a>(carrier: &'a dyn Extractor, name: &str) -> Option<&'a str> {
    let mut found = None;
    carrier.values(name, &mut |value| {
        found.get_or_insert(value);
    });
    found.map(|value| str::from_utf8(value).unwrap_or_default())
}

/// The value without the optional whitespace of HTTP (`OWS`, RFC 9110, section
/// 5.6.3) around it; other blanks belong to the value.
pub(super) fn without_blanks(value: &str) -> &str {
    value.trim_matches([' ', '\t'])
}

/// The lines of a header are longer than they may be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// All values of a header that is one list over several lines, joined by commas;
/// `None` when there is none. Their sum is held to `limit` bytes before anything
/// is copied, which nothing is where there is one line.
pub(super) fn joined<'a>(
    carrier: &'a dyn Extractor,
    name: &str,
    limit: usize,
) -> Result<Option<Cow<'a, [u8]>>, TooLong> {
    let mut list: Option<Cow<'a, [u8]>> = None;
    let mut sound = true;
    carrier.values(name, &mut |value| {
        let before = list.as_ref().map_or(0, |list| list.len() + 1);
        sound = sound && before + value.len() <= limit;
        if !sound {
            return;
        }
        match &mut list {
            None => list = Some(Cow::Borrowed(value)),
            Some(list) => {
                let list = list.to_mut();
                list.push(b',');
                list.extend_from_slice(value);
            }
        }
    });
    if sound { Ok(list) } else { Err(TooLong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(value: &str) -> (String, String) {
        ("list".to_owned(), value.to_owned())
    }

    #[test]
    fn a_list_is_as_long_as_its_lines_and_their_commas() {
        let lines = vec![line("abc"), line("de")];
        let join = |limit| joined(&lines, "list", limit);
        assert_eq!(join(6), Ok(Some(b"abc,de".into())));
        assert_eq!(join(5), Err(TooLong));
        assert_eq!(joined(&lines, "other", 6), Ok(None));
        assert_eq!(joined(&vec![line("")], "list", 0), Ok(Some(b"".into())));
    }

    #[test]
    fn a_field_in_another_case_is_replaced() {
        fn check(mut carrier: impl Extractor + Injector) {
            carrier.set("traceparent", "new");
            assert_eq!(single(&carrier, "traceparent"), Some("new"));
            carrier.remove(&|name| name.eq_ignore_ascii_case("traceparent"));
            assert_eq!(first(&carrier, "traceparent"), None);
        }
        let old = || [("Traceparent".to_owned(), "old".to_owned())];
        check(HashMap::from(old()));
        check(BTreeMap::from(old()));
        check(Vec::from(old()));
    }
}
