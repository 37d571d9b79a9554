//! What an answer covers, and what it does not.

/// An answer, and what of the past and of the store it covers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<T> {
    /// What was asked for.
    pub value: T,
    /// What the value covers.
    pub coverage: Coverage,
}

impl<T> Answer<T> {
    /// The same coverage over another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Answer<U> {
        Answer {
            value: change(self.value),
            coverage: self.coverage,
        }
    }
}

/// How far back an answer goes, why no further, and what could not be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Coverage {
    /// The earliest start of a trace that is still held (pinned ones aside): nanoseconds since
    /// 1970; of traces that have log lines only, their arrival. `None` where nothing is held.
    pub oldest_unix_nanos: Option<u64>,
    /// The limit that removed what is older; `None` while nothing was removed.
    pub bound: Option<Bound>,
    /// What could not be asked, in words for people: a node that does not answer, a key of
    /// the wrong type. Empty where the answer is complete.
    pub missing: Vec<String>,
}

/// The limit that ended the life of the oldest traces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// They were older than traces are kept.
    Age,
    /// There was no room for more bytes.
    Bytes,
}
