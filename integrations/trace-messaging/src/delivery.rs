//! What is known of a message that came, and whether its work belongs to the sender's trace.

use std::time::Duration;

use trace_runtime::SpanContext;

/// What a broker says of a message that it delivers.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Delivery {
    /// What the broker calls the message, if it has a name.
    pub id: Option<String>,
    /// How often the message was delivered, this time included.
    pub count: u64,
    /// How long ago the message was sent; zero if that is not known.
    pub age: Duration,
    /// The span of the try before, if it is known.
    pub previous: Option<SpanContext>,
    /// How long the payload is, in bytes, if that is known.
    pub size: Option<usize>,
}

impl Delivery {
    /// A message that was just sent, and comes for the first time.
    pub fn first() -> Self {
        Delivery {
            id: None,
            count: 1,
            age: Duration::ZERO,
            previous: None,
            size: None,
        }
    }
}

/// How old a message may be so that its work is part of the sender's trace: 1 minute by
/// default. The work on an older one, or on one that comes again, begins a trace of its own
/// that links to the sender's: a trace that goes on for hours is hard to read, and what
/// decides at the end of a trace which to keep has decided long before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joins(Duration);

impl Joins {
    /// Whatever its age, at its first delivery.
    pub const ALWAYS: Joins = Joins(Duration::MAX);

    /// Not even a message that was just sent.
    pub const NEVER: Joins = Joins(Duration::ZERO);

    /// While the message is younger than this.
    pub const fn within(age: Duration) -> Self {
        Joins(age)
    }

    pub(crate) fn joins(self, delivery: &Delivery) -> bool {
        delivery.count <= 1 && (delivery.age < self.0 || self == Joins::ALWAYS)
    }
}

impl Default for Joins {
    fn default() -> Self {
        Joins(Duration::from_secs(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_old_or_comes_again_does_not_join() {
        let of = |age, count| Delivery {
            age: Duration::from_secs(age),
            count,
            ..Delivery::first()
        };
        let default = Joins::default();
        assert!(default.joins(&of(59, 1)));
        assert!(!default.joins(&of(60, 1)));
        assert!(!default.joins(&of(0, 2)));
        assert!(Joins::ALWAYS.joins(&of(u64::MAX, 1)));
        assert!(!Joins::ALWAYS.joins(&of(0, 2)));
        assert!(!Joins::NEVER.joins(&of(0, 1)));
        assert!(Joins::within(Duration::from_secs(1)).joins(&of(0, 1)));
    }
}
