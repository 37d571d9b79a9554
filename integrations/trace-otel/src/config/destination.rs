//! Where finished spans go.

/// Where finished spans go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Destination {
    /// A receiver of OTLP.
    Otlp,
    /// Standard error, as a tree: standard output is for log lines.
    Console,
}
