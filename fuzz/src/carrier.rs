//! Header lines that are bytes, as they come from the wire.

use trace_runtime::propagation::{Extractor, Injector};

/// Names and values in order; a name may stand several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lines(pub(crate) Vec<(String, Vec<u8>)>);

impl Lines {
    /// The values of a name.
    pub(crate) fn of(&self, name: &str) -> Vec<&[u8]> {
        let lines = self.0.iter();
        let named = lines.filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_slice()).collect()
    }
}

impl Extractor for Lines {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        self.of(name).into_iter().for_each(each);
    }
}

impl Injector for Lines {
    fn set(&mut self, name: &'static str, value: &str) {
        self.0.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
        self.0.push((name.to_owned(), value.as_bytes().to_vec()));
    }

    fn remove(&mut self, of_context: &dyn Fn(&str) -> bool) {
        self.0.retain(|(key, _)| !of_context(key));
    }
}
