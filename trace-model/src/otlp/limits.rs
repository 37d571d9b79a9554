//! What one span may cost, and what was refused for costing more.

/// How deep values may lie in values at most, whatever the limits say: they are decoded by
/// functions that call themselves.
pub(super) const DEEPEST: usize = 64;

/// What one span, or one log line, may cost; one that costs more is refused alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The longest span, in bytes.
    pub span_bytes: usize,
    /// The longest resource and scope, taken together, in bytes. They are kept once more for
    /// each trace of a request, so that they may cost less than a span.
    pub origin_bytes: usize,
    /// The most attributes of a span: those within values, and those of its events and links,
    /// count, and so does each event and each link. A resource and a scope may have as many.
    pub attributes: usize,
    /// How deep values may lie in values; more than 64 is the same as 64.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            span_bytes: 1 << 20,
            origin_bytes: 64 << 10,
            attributes: 10_000,
            depth: DEEPEST,
        }
    }
}

/// How many spans or lines of a request were refused, and why the first of them was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refused {
    /// How many.
    pub count: u64,
    /// Why the first was refused; empty if none was.
    pub first: String,
}
