//! What a caller asks for, checked once and trusted from there on.

use serde::Deserialize;

use crate::error::PaymentError;
use crate::money::{Currency, Money};

/// The JSON body of `POST /payments`.
#[derive(Debug, Deserialize)]
pub(crate) struct NewPayment {
    user: String,
    amount_cents: i64,
    currency: String,
}

/// A payment that may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Order {
    pub(crate) user: String,
    pub(crate) money: Money,
}

impl Order {
    /// The same text for the same order, and another for any other.
    pub(crate) fn canonical(&self) -> String {
        let (cents, currency) = (self.money.cents, self.money.currency.as_str());
        format!("{}|{cents}|{currency}", self.user)
    }
}

impl TryFrom<NewPayment> for Order {
    type Error = PaymentError;

    fn try_from(new: NewPayment) -> Result<Self, PaymentError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_.@-".contains(&byte);
        if !(1..=64).contains(&new.user.len()) || !new.user.bytes().all(allowed) {
            return Err(PaymentError::User);
        }
        if new.amount_cents <= 0 {
            return Err(PaymentError::Amount(new.amount_cents));
        }
        let Some(currency) = Currency::from_code(&new.currency) else {
            return Err(PaymentError::Currency(new.currency));
        };
        let money = Money {
            cents: new.amount_cents,
            currency,
        };
        Ok(Order {
            user: new.user,
            money,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(user: &str, amount_cents: i64, currency: &str) -> Result<Order, &'static str> {
        let (user, currency) = (user.to_owned(), currency.to_owned());
        Order::try_from(NewPayment {
            user,
            amount_cents,
            currency,
        })
        .map_err(|error| error.code())
    }

    #[test]
    fn an_order_is_checked() {
        assert!(check("ada", 1, "EUR").is_ok());
        assert_eq!(check("", 1, "EUR"), Err("invalid_user"));
        assert_eq!(check("a\nb", 1, "EUR"), Err("invalid_user"));
        assert_eq!(check(&"a".repeat(65), 1, "EUR"), Err("invalid_user"));
        assert_eq!(check("ada", 0, "EUR"), Err("invalid_amount"));
        assert_eq!(check("ada", i64::MIN, "EUR"), Err("invalid_amount"));
        assert_eq!(check("ada", 1, "XAU"), Err("unknown_currency"));
    }
}
