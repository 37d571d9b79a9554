//! What came of a roll-back.

use std::fmt;

/// What came of a roll-back, as the answer to the caller says it in `x-rollback`, and the
/// span in `rollback.outcome`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RollbackOutcome {
    /// Nothing was registered: there was nothing to undo.
    None,
    /// All that was registered was undone.
    Complete,
    /// Something was not undone: a compensation failed, panicked or took too long. The log
    /// says which.
    Partial,
}

impl RollbackOutcome {
    /// `none`, `complete` or `partial`.
    pub fn as_str(self) -> &'static str {
        match self {
            RollbackOutcome::None => "none",
            RollbackOutcome::Complete => "complete",
            RollbackOutcome::Partial => "partial",
        }
    }
}

impl fmt::Display for RollbackOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
