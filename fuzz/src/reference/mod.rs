//! Parsers written a second time, from the text of the specifications: slow,
//! without a limit that is checked early, and without a line in common with
//! those that they judge.

pub(crate) mod b3;
pub(crate) mod baggage;
pub(crate) mod grammar;
pub(crate) mod traceparent;
pub(crate) mod tracestate;
