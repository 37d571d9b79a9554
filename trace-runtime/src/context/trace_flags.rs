//! The flags of a trace.

use std::fmt;

/// The flags of a trace, as W3C Trace Context level 2 has them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct TraceFlags(u8);

impl TraceFlags {
    /// The caller may have recorded the trace.
    pub const SAMPLED: Self = TraceFlags(1);
    /// At least the low 7 bytes of the trace id are random.
    pub const RANDOM: Self = TraceFlags(2);

    /// Flags from a byte; those that the specification does not know are left
    /// out.
    pub const fn from_u8(flags: u8) -> Self {
        TraceFlags(flags & (Self::SAMPLED.0 | Self::RANDOM.0))
    }

    /// The flags as a byte.
    pub const fn to_u8(self) -> u8 {
        self.0
    }

    /// Whether the trace is recorded.
    pub const fn is_sampled(self) -> bool {
        self.0 & Self::SAMPLED.0 != 0
    }

    /// Whether the low 7 bytes of the trace id are random.
    pub const fn is_random(self) -> bool {
        self.0 & Self::RANDOM.0 != 0
    }

    /// The same, recorded or not.
    #[must_use]
    pub const fn with_sampled(self, sampled: bool) -> Self {
        TraceFlags((self.0 & !Self::SAMPLED.0) | sampled as u8)
    }
}

impl fmt::Debug for TraceFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_the_specification_does_not_know_are_left_out() {
        let flags = TraceFlags::from_u8(0xff);
        assert_eq!(flags.to_u8(), 3);
        assert!(flags.is_sampled() && flags.is_random());
        assert_eq!(flags.with_sampled(false), TraceFlags::RANDOM);
        assert_eq!(
            TraceFlags::default().with_sampled(true),
            TraceFlags::SAMPLED
        );
    }
}
