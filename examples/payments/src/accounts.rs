//! Accounts, in memory for now.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use trace_runtime::{TraceContract, traced};

use crate::error::PaymentError;
use crate::money::{Currency, Money};
use crate::order::Order;

/// What each account has to begin with, in each currency.
const OPENING_CENTS: i64 = 100_000 * 100;
/// A limit, since accounts are opened by whoever asks.
const MAX_ACCOUNTS: usize = 100_000;

/// Balances by user and currency; an account is opened when it is first used.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    cents: Mutex<HashMap<(String, Currency), i64>>,
}

#[traced]
impl Accounts {
    /// Takes the money from the user's account.
    #[traced(attributes(amount.cents = order.money.cents, currency = order.money.currency.as_str()))]
    pub(crate) fn debit(&self, cx: &TraceContract, order: &Order) -> Result<(), PaymentError> {
        let currency = order.money.currency;
        let mut accounts = self.cents.lock().unwrap_or_else(PoisonError::into_inner);
        let full = accounts.len() >= MAX_ACCOUNTS;
        let key = (order.user.clone(), currency);
        if full && !accounts.contains_key(&key) {
            return Err(PaymentError::TooManyAccounts);
        }
        let cents = accounts.entry(key).or_insert(OPENING_CENTS);
        if *cents < order.money.cents {
            let balance = Money {
                cents: *cents,
                currency,
            };
            return Err(PaymentError::Funds { balance });
        }
        *cents -= order.money.cents;
        cx.set_attribute("balance.cents", *cents);
        Ok(())
    }

    /// Gives it back: the bank would not have it.
    pub(crate) fn refund(&self, cx: &TraceContract, order: &Order) {
        let mut accounts = self.cents.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(cents) = accounts.get_mut(&(order.user.clone(), order.money.currency)) {
            *cents += order.money.cents;
            cx.set_attribute("balance.cents", *cents);
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.cents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len()
    }
}
