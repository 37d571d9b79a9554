//! How much one span may hold.

use std::sync::atomic::{AtomicUsize, Ordering};

/// How much one span may hold; what exceeds a limit is left out and counted on
/// the span, never an error.
///
/// A record takes 1 MiB at most whatever the limits say: half of it for
/// declared attributes, half for what is recorded at run time.
///
/// ```
/// use trace_runtime::pipeline::Limits;
///
/// let limits = Limits::default().attributes(400).value_length(1024);
/// assert_eq!(limits, Limits::default().attributes(400).value_length(1024));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    attributes: usize,
    events: usize,
    links: usize,
    value_length: usize,
}

impl Limits {
    /// The limits of the OpenTelemetry specification, but for the length of values,
    /// which it leaves unlimited.
    const DEFAULT: Limits = Limits {
        attributes: 128,
        events: 128,
        links: 128,
        value_length: 8 * 1024,
    };

    /// Attributes a span, an event or a link may have; 128 by default.
    #[must_use]
    pub fn attributes(self, attributes: usize) -> Self {
        Limits { attributes, ..self }
    }

    /// Events a span may have; 128 by default.
    #[must_use]
    pub fn events(self, events: usize) -> Self {
        Limits { events, ..self }
    }

    /// Links a span may have; 128 by default.
    #[must_use]
    pub fn links(self, links: usize) -> Self {
        Limits { links, ..self }
    }

    /// Bytes that a text or a list may have; it is cut to them, a text between
    /// two characters. 8 KiB by default.
    #[must_use]
    pub fn value_length(self, bytes: usize) -> Self {
        Limits {
            value_length: bytes,
            ..self
        }
    }

    pub(crate) fn apply(&self) {
        ATTRIBUTES.store(self.attributes, Ordering::Relaxed);
        EVENTS.store(self.events, Ordering::Relaxed);
        LINKS.store(self.links, Ordering::Relaxed);
        VALUE_LENGTH.store(self.value_length, Ordering::Relaxed);
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::DEFAULT
    }
}

static ATTRIBUTES: AtomicUsize = AtomicUsize::new(Limits::DEFAULT.attributes);
static EVENTS: AtomicUsize = AtomicUsize::new(Limits::DEFAULT.events);
static LINKS: AtomicUsize = AtomicUsize::new(Limits::DEFAULT.links);
static VALUE_LENGTH: AtomicUsize = AtomicUsize::new(Limits::DEFAULT.value_length);

/// The limits in force; written once, when the pipeline is installed.
#[inline]
pub(crate) fn attributes() -> usize {
    ATTRIBUTES.load(Ordering::Relaxed)
}

pub(crate) fn events() -> usize {
    EVENTS.load(Ordering::Relaxed)
}

pub(crate) fn links() -> usize {
    LINKS.load(Ordering::Relaxed)
}

#[inline]
pub(crate) fn value_length() -> usize {
    VALUE_LENGTH.load(Ordering::Relaxed)
}
