//! Headers, as those that are measured read and write them.

/// Named values, in the order in which they were set. What is set again is written over,
/// in the memory that it has: a carrier of its own allocates nothing.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

/// What came in, in W3C's forms.
const TRACEPARENT: (&str, &str) = (
    "traceparent",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
);
const TRACESTATE: (&str, &str) = ("tracestate", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE");
const BAGGAGE: (&str, &str) = (
    "baggage",
    "userId=alice,serverNode=DF%2028,isProduction=false",
);

impl Fields {
    /// `traceparent` alone.
    pub(crate) fn parent() -> Self {
        Fields::of(&[TRACEPARENT])
    }

    /// `traceparent` and `tracestate`.
    pub(crate) fn with_state() -> Self {
        Fields::of(&[TRACEPARENT, TRACESTATE])
    }

    /// All three.
    pub(crate) fn all() -> Self {
        Fields::of(&[TRACEPARENT, TRACESTATE, BAGGAGE])
    }

    fn of(fields: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Fields(fields.iter().map(owned).collect())
    }

    /// The value of a name, which is in lower case.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(have, _)| have == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Copies a value.
    pub fn copy(&mut self, name: &str, value: &str) {
        let to = self.place(name);
        to.clear();
        to.push_str(value);
    }

    /// Takes a value.
    pub fn put(&mut self, name: &str, value: String) {
        *self.place(name) = value;
    }

    fn place(&mut self, name: &str) -> &mut String {
        let at = self.0.iter().position(|(have, _)| have == name);
        let at = at.unwrap_or_else(|| {
            self.0.push((name.to_owned(), String::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}

#[cfg(feature = "contract")]
impl trace_runtime::propagation::Extractor for Fields {
    fn values<'a>(&'a self, name: &str, each: &mut dyn FnMut(&'a [u8])) {
        if let Some(value) = self.value(name) {
            each(value.as_bytes());
        }
    }
}

#[cfg(feature = "contract")]
impl trace_runtime::propagation::Injector for Fields {
    fn set(&mut self, name: &'static str, value: &str) {
        self.copy(name, value);
    }

    /// What is in it is written over.
    fn remove(&mut self, _: &dyn Fn(&str) -> bool) {}
}

#[cfg(feature = "otel")]
impl opentelemetry::propagation::Extractor for Fields {
    fn get(&self, name: &str) -> Option<&str> {
        self.value(name)
    }

    fn keys(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }
}

#[cfg(feature = "otel")]
impl opentelemetry::propagation::Injector for Fields {
    fn set(&mut self, name: &str, value: String) {
        self.put(name, value);
    }
}
