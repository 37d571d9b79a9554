//! Amounts of money.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A currency that accounts are kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Currency {
    Eur,
    Gbp,
    Usd,
}

impl Currency {
    pub(crate) const ALL: [Currency; 3] = [Currency::Eur, Currency::Gbp, Currency::Usd];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Currency::Eur => "EUR",
            Currency::Gbp => "GBP",
            Currency::Usd => "USD",
        }
    }

    pub(crate) fn from_code(code: &str) -> Option<Self> {
        Currency::ALL
            .into_iter()
            .find(|known| known.as_str() == code)
    }
}

/// An amount in the smallest unit of its currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Money {
    pub(crate) cents: i64,
    pub(crate) currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, cents) = (self.cents / 100, self.cents % 100);
        write!(f, "{whole}.{cents:02} {}", self.currency.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_reads_as_people_write_it() {
        let money = Money {
            cents: 120_005,
            currency: Currency::Eur,
        };
        assert_eq!(money.to_string(), "1200.05 EUR");
        assert_eq!(Currency::from_code("GBP"), Some(Currency::Gbp));
        assert_eq!(Currency::from_code("gbp"), None);
    }
}
