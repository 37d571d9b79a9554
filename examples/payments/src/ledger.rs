//! Payments that were made, in memory for now.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::Serialize;
use trace_runtime::{TraceContract, traced};

use crate::error::PaymentError;
use crate::money::Currency;

/// The oldest payment is forgotten when there are more.
const MAX_PAYMENTS: usize = 100_000;

/// A payment that was made.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Payment {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) authorisation: String,
    pub(crate) receipt: String,
    pub(crate) trace_id: String,
}

/// All payments, by id.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    kept: Mutex<Kept>,
    ids: AtomicU64,
}

#[derive(Debug, Default)]
struct Kept {
    by_id: HashMap<String, Payment>,
    order: VecDeque<String>,
}

impl Ledger {
    /// An id that no payment has yet.
    pub(crate) fn new_id(&self) -> String {
        format!("pay-{}", self.ids.fetch_add(1, Ordering::Relaxed) + 1)
    }
}

#[traced]
impl Ledger {
    /// Writes a payment down.
    #[traced(attributes(payment.id = payment.id.as_str()))]
    pub(crate) fn insert(&self, cx: &TraceContract, payment: Payment) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.order.len() >= MAX_PAYMENTS
            && let Some(oldest) = kept.order.pop_front()
        {
            kept.by_id.remove(&oldest);
        }
        kept.order.push_back(payment.id.clone());
        kept.by_id.insert(payment.id.clone(), payment);
        cx.set_attribute("ledger.payments", kept.order.len());
    }

    /// Looks a payment up.
    #[traced(attributes(payment.id = id))]
    pub(crate) fn get(&self, cx: &TraceContract, id: &str) -> Result<Payment, PaymentError> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.by_id.get(id).cloned().ok_or(PaymentError::NotFound)
    }
}
