//! The static facts of one place in the code that makes spans.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The role of a span in a call between services or through a queue, as in the
/// OpenTelemetry specification's `SpanKind`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[repr(u8)]
pub enum SpanKind {
    /// An operation inside of one service.
    #[default]
    Internal = 0,
    /// The handling of a request that came in.
    Server = 1,
    /// A request to another service that is waited for.
    Client = 2,
    /// A message handed to a queue.
    Producer = 3,
    /// The handling of a message from a queue.
    Consumer = 4,
}

impl SpanKind {
    /// The name in lower case, as it is shown to people.
    pub const fn as_str(self) -> &'static str {
        match self {
            SpanKind::Internal => "internal",
            SpanKind::Server => "server",
            SpanKind::Client => "client",
            SpanKind::Producer => "producer",
            SpanKind::Consumer => "consumer",
        }
    }
}

impl fmt::Display for SpanKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What is known of a span before the program runs: its name, its kind, where
/// it stands, and the keys of its declared attributes.
///
/// A record names its callsite by a number, so that none of this is copied. The
/// number is given when the callsite records for the first time.
pub struct Callsite {
    name: &'static str,
    kind: SpanKind,
    target: &'static str,
    function: &'static str,
    file: &'static str,
    line: u32,
    keys: &'static [&'static str],
    /// 0 until registered.
    id: AtomicU32,
}

static REGISTERED: Mutex<Vec<&'static Callsite>> = Mutex::new(Vec::new());

impl Callsite {
    /// The facts of a callsite; `target` is its module path, `function` the function
    /// below it, empty where there is none. It must be a `static`: one callsite, one
    /// number.
    pub const fn new(
        name: &'static str,
        kind: SpanKind,
        target: &'static str,
        function: &'static str,
        file: &'static str,
        line: u32,
        keys: &'static [&'static str],
    ) -> Callsite {
        Callsite {
            name,
            kind,
            target,
            function,
            file,
            line,
            keys,
            id: AtomicU32::new(0),
        }
    }

    /// The name of its spans; empty where each span brings its own.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The role of its spans.
    pub const fn kind(&self) -> SpanKind {
        self.kind
    }

    /// The path of the module that it stands in.
    pub const fn target(&self) -> &'static str {
        self.target
    }

    /// The traced function, below its module: `pay`, or `Checkout::pay` where the
    /// macro sees the type. Empty for spans that are named at run time.
    pub const fn function(&self) -> &'static str {
        self.function
    }

    /// The source file that it stands in.
    pub const fn file(&self) -> &'static str {
        self.file
    }

    /// The line in that file.
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The keys of its declared attributes, in the order of their values.
    pub const fn keys(&self) -> &'static [&'static str] {
        self.keys
    }

    /// The number of the callsite, from 1 upwards without gaps: an exporter may keep what it
    /// prepared for a callsite in a `Vec`.
    #[inline]
    pub fn id(&'static self) -> u32 {
        match self.id.load(Ordering::Relaxed) {
            0 => self.register(),
            id => id,
        }
    }

    #[cold]
    fn register(&'static self) -> u32 {
        let mut registered = lock();
        // Two threads may have seen 0.
        let id = self.id.load(Ordering::Relaxed);
        if id != 0 {
            return id;
        }
        registered.push(self);
        let id = u32::try_from(registered.len()).unwrap_or(u32::MAX);
        self.id.store(id, Ordering::Relaxed);
        id
    }
}

fn lock() -> MutexGuard<'static, Vec<&'static Callsite>> {
    REGISTERED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A copy of the list of callsites, by number less one.
#[derive(Debug, Default)]
pub(crate) struct Callsites(Vec<&'static Callsite>);

impl Callsites {
    /// Adds those registered since the last call.
    pub(crate) fn refresh(&mut self) {
        let registered = lock();
        if let Some(new) = registered.get(self.0.len()..) {
            self.0.extend_from_slice(new);
        }
    }

    pub(crate) fn get(&self, id: u32) -> Option<&'static Callsite> {
        self.0.get((id as usize).checked_sub(1)?).copied()
    }
}

impl fmt::Debug for Callsite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callsite")
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("target", &self.target)
            .field("line", &self.line)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_callsite_keeps_the_number_it_was_given() {
        static ONE: Callsite = Callsite::new("one", SpanKind::Server, "t", "", "f", 1, &["a"]);
        static TWO: Callsite = Callsite::new("two", SpanKind::Client, "t", "", "f", 2, &[]);
        let ids = [ONE.id(), TWO.id(), ONE.id()];
        assert_eq!(ids[0], ids[2]);
        assert_ne!(ids[0], ids[1]);

        let mut callsites = Callsites::default();
        assert!(callsites.get(ids[0]).is_none());
        callsites.refresh();
        assert_eq!(callsites.get(ids[0]).map(|site| site.name()), Some("one"));
        assert_eq!(callsites.get(ids[1]).map(|site| site.name()), Some("two"));
        assert!(callsites.get(0).is_none());
        assert!(callsites.get(u32::MAX).is_none());
    }
}
