//! How an export may fail, as far as the difference shows in the counters.

use std::error::Error;
use std::fmt;

/// Spans of a batch were lost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportError {
    /// The batch was not delivered, and trying again is of no use, or was of
    /// none. Look at the reason: a wrong address, a wrong credential.
    Failed(String),
    /// The receiver took the batch, but for so many spans: it says why, and the
    /// program or the receiver's limits must change.
    Rejected {
        /// Spans that were refused.
        spans: u64,
        /// What the receiver said.
        reason: String,
    },
    /// The deadline was over before the receiver had the batch: it is down or
    /// slow.
    TimedOut,
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ExportError::Failed(reason) => write!(f, "export failed: {reason}"),
            ExportError::Rejected { spans, reason } => {
                write!(f, "the receiver refused {spans} spans: {reason}")
            }
            ExportError::TimedOut => f.write_str("export timed out"),
        }
    }
}

impl Error for ExportError {}
