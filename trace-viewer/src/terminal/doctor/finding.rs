//! What was found out.

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Verdict {
    /// All is as it should be.
    Good,
    /// Maybe on purpose, maybe the reason.
    Odd,
    /// Keeps spans away.
    Bad,
}

/// One sentence, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Finding {
    pub(in super::super) verdict: Verdict,
    pub(in super::super) sentence: String,
}

impl Finding {
    pub(super) fn good(sentence: impl Into<String>) -> Self {
        Finding {
            verdict: Verdict::Good,
            sentence: sentence.into(),
        }
    }

    pub(super) fn odd(sentence: impl Into<String>) -> Self {
        Finding {
            verdict: Verdict::Odd,
            sentence: sentence.into(),
        }
    }

    pub(super) fn bad(sentence: impl Into<String>) -> Self {
        Finding {
            verdict: Verdict::Bad,
            sentence: sentence.into(),
        }
    }
}
