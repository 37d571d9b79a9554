use std::time::Duration;

/// The pauses between attempts: doubling, with a random share so that many
/// processes do not come back at the same moment.
#[derive(Debug)]
pub(crate) struct Backoff {
    next: Duration,
}

const FIRST: Duration = Duration::from_millis(250);
/// A receiver that is back is found within this time.
const LONGEST: Duration = Duration::from_secs(3);
/// The longest `Retry-After` that is honoured: a receiver can slow us down, not
/// switch us off.
const LONGEST_ASKED: Duration = Duration::from_secs(30);

impl Backoff {
    pub(crate) fn new() -> Self {
        Self { next: FIRST }
    }

    /// The pause before the next attempt; what the receiver `asked` for goes
    /// before our own idea.
    pub(crate) fn pause(&mut self, asked: Option<Duration>) -> Duration {
        let own = self.next;
        self.next = (own * 2).min(LONGEST);
        match asked {
            Some(asked) => asked.min(LONGEST_ASKED),
            // 75 % to 125 %
            None => own.mul_f64(0.75 + fastrand::f64() / 2.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_longest_and_varies() {
        let mut backoff = Backoff::new();
        for expected in [250, 500, 1000, 2000, 3000, 3000] {
            let pause = backoff.pause(None).as_millis();
            assert!(
                (expected * 3 / 4..=expected * 5 / 4).contains(&pause),
                "{pause} for {expected}"
            );
        }
    }

    #[test]
    fn honours_what_is_asked_for_up_to_a_limit() {
        let mut backoff = Backoff::new();
        let second = Duration::from_secs(1);
        assert_eq!(backoff.pause(Some(second)), second);
        assert_eq!(backoff.pause(Some(Duration::ZERO)), Duration::ZERO);
        assert_eq!(backoff.pause(Some(second * 86_400)), LONGEST_ASKED);
    }
}
