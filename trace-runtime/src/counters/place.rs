//! Where a context is expected.

use std::fmt;

/// Where a context is expected, and may be lost: what the label `where` of the metrics
/// `context_expected_total` and `context_lost_total` says.
///
/// `docs/context-loss.md` of the repository has the definition: for each place, which
/// events are expected to have a context, and when one of them counts as lost.
///
/// ```
/// use trace_runtime::stats::ContextPlace;
///
/// assert_eq!(ContextPlace::Current.to_string(), "current");
/// assert_eq!(ContextPlace::Sdk("stripe").to_string(), "sdk:stripe");
/// assert_eq!(ContextPlace::LogLine("shop::cart").to_string(), "log:shop::cart");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContextPlace {
    /// `span`: a span is started under the contract that is current. Lost if it is another
    /// one, [`StaleParent`](super::Counter::StaleParent).
    Span,
    /// `root`: a trace is begun where a span is current. Lost unless it links to it,
    /// [`RootInContext`](super::Counter::RootInContext).
    Root,
    /// `current`: code asks for the context of its thread, by
    /// [`current`](crate::current()). Lost if there is none.
    Current,
    /// `request`: a handler asks its request for the contract. Lost if no layer has put one
    /// there.
    Request,
    /// `message`: a message that came from another process is opened. Lost if it brought no
    /// context, or none that can be read.
    Message,
    /// `instrument`: a library makes a span of `tracing`. Lost if there is no contract that
    /// it could be a child of.
    Instrument,
    /// `log:` and the target: a log line is written. Lost if it has no ids.
    LogLine(&'static str),
    /// `sdk:` and the name: code of ours is called back by an SDK that is not. Lost if the
    /// SDK did not bring the context.
    Sdk(&'static str),
    /// `spawn`: a task is spawned by a contract, which it then has.
    Spawn,
    /// `spawn:` and the place in the code, a file and a line: a task is spawned where a span is current, and
    /// not by its contract. Known only to a build for `tokio_unstable` whose runtime has
    /// the hook.
    RawSpawn(&'static str, u32),
}

impl ContextPlace {
    /// Stands for the names that came when there was no room left for another one: the
    /// number of log targets, of SDKs and of places in the code is bounded.
    pub const OTHER: &'static str = "(other)";
}

impl fmt::Display for ContextPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ContextPlace::Span => f.write_str("span"),
            ContextPlace::Root => f.write_str("root"),
            ContextPlace::Current => f.write_str("current"),
            ContextPlace::Request => f.write_str("request"),
            ContextPlace::Message => f.write_str("message"),
            ContextPlace::Instrument => f.write_str("instrument"),
            ContextPlace::LogLine(target) => write!(f, "log:{target}"),
            ContextPlace::Sdk(name) => write!(f, "sdk:{name}"),
            ContextPlace::Spawn => f.write_str("spawn"),
            ContextPlace::RawSpawn(Self::OTHER, _) => write!(f, "spawn:{}", Self::OTHER),
            ContextPlace::RawSpawn(file, line) => write!(f, "spawn:{file}:{line}"),
        }
    }
}
