//! What is made to go wrong, so that one sees what becomes of it.

use std::fmt;
use std::future::pending;
use std::str::FromStr;
use std::time::Duration;

use crate::error::PaymentError;

/// How late is late.
const LATE: Duration = Duration::from_millis(800);

/// Shares of calls, from 0 to 1, that go wrong: `fail=0.1,hang=0.05,slow=0.2`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Faults {
    fail: f64,
    hang: f64,
    slow: f64,
    lose: f64,
}

impl Faults {
    /// Whether this call fails.
    pub(crate) fn fails(self) -> bool {
        happens(self.fail)
    }

    /// Whether the context of this call is lost.
    pub(crate) fn loses_the_context(self) -> bool {
        happens(self.lose)
    }

    /// Hangs, or takes its time.
    pub(crate) async fn wait(self) {
        if happens(self.hang) {
            pending::<()>().await;
        }
        if happens(self.slow) {
            tokio::time::sleep(LATE).await;
        }
    }

    /// Hangs, takes its time, or fails.
    pub(crate) async fn strike(self) -> Result<(), PaymentError> {
        self.wait().await;
        match self.fails() {
            true => Err(PaymentError::BankFault),
            false => Ok(()),
        }
    }
}

fn happens(share: f64) -> bool {
    fastrand::f64() < share
}

impl FromStr for Faults {
    type Err = UnknownFault;

    fn from_str(given: &str) -> Result<Self, UnknownFault> {
        let unknown = || UnknownFault(given.to_owned());
        let mut faults = Faults::default();
        for part in given.split(',') {
            let (name, share) = part.split_once('=').ok_or_else(unknown)?;
            let share: f64 = share.trim().parse().map_err(|_| unknown())?;
            if !(0.0..=1.0).contains(&share) {
                return Err(unknown());
            }
            match name.trim() {
                "fail" => faults.fail = share,
                "hang" => faults.hang = share,
                "slow" => faults.slow = share,
                "lose" => faults.lose = share,
                _ => return Err(unknown()),
            }
        }
        Ok(faults)
    }
}

/// The command line asks for a fault that there is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UnknownFault(String);

impl fmt::Display for UnknownFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} are not faults: write shares from 0 to 1, as fail=0.1,hang=0.05,slow=0.2",
            self.0
        )
    }
}

impl std::error::Error for UnknownFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_shares() {
        let faults = Faults {
            fail: 0.1,
            hang: 0.0,
            slow: 1.0,
            lose: 0.5,
        };
        assert_eq!("fail=0.1, slow=1,lose=0.5".parse(), Ok(faults));
        for wrong in [
            "",
            "fail",
            "fail=2",
            "fail=-1",
            "fail=NaN",
            "burn=0.1",
            "fail=0.1,",
        ] {
            assert!(wrong.parse::<Faults>().is_err(), "{wrong}");
        }
        assert!(!Faults::default().fails());
    }
}
