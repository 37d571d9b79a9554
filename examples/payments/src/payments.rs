//! What the service does: every boundary a request crosses is here.

use std::time::Duration;

use tokio_util::task::TaskTracker;
use trace_reqwest::Client;
use trace_runtime::{TraceContract, linked_trace, traced};

use crate::accounts::Accounts;
use crate::bank::Bank;
use crate::error::PaymentError;
use crate::ledger::{Ledger, Payment};
use crate::metrics::Metrics;
use crate::order::Order;
use crate::receipt;

const REMINDER_DELAY: Duration = Duration::from_secs(1);

/// Makes payments.
#[derive(Debug)]
pub(crate) struct Payments {
    pub(crate) accounts: Accounts,
    pub(crate) client: Client,
    pub(crate) metrics: Metrics,
    /// Audits that are under way; shutdown waits for them.
    pub(crate) audits: TaskTracker,
    bank: Bank,
    ledger: Ledger,
}

impl Payments {
    pub(crate) fn new(client: Client, bank_url: &str) -> Self {
        Payments {
            accounts: Accounts::default(),
            bank: Bank::new(client.clone(), bank_url),
            client,
            metrics: Metrics::default(),
            audits: TaskTracker::new(),
            ledger: Ledger::default(),
        }
    }
}

#[traced]
impl Payments {
    /// Makes a payment: debit, authorise, receipt; then audit and reminder,
    /// which the caller does not wait for.
    #[traced(attributes(user = order.user.as_str()))]
    pub(crate) async fn pay(
        &self,
        cx: &TraceContract,
        order: Order,
    ) -> Result<Payment, PaymentError> {
        self.accounts.debit(cx, &order)?;
        let authorisation = match self.bank.authorise(cx, &order).await {
            Ok(authorisation) => authorisation,
            Err(error) => {
                self.accounts.refund(cx, &order);
                return Err(error);
            }
        };
        let id = self.ledger.new_id();

        let (receipt_id, receipt_order) = (id.clone(), order.clone());
        let receipt = cx
            .spawn_blocking("receipt", move |cx| {
                receipt::render(cx, &receipt_id, &receipt_order)
            })
            .await
            .map_err(|_| PaymentError::Internal)?;

        let payment = Payment {
            id: id.clone(),
            user: order.user,
            amount_cents: order.money.cents,
            currency: order.money.currency,
            authorisation: authorisation.id,
            receipt,
            trace_id: cx.trace_id().to_string(),
        };
        self.ledger.insert(cx, payment.clone());
        tracing::info!(payment = %id, amount_cents = payment.amount_cents, "payment made");

        let audited = payment.clone();
        cx.spawn_on(&self.audits, "audit", async move |cx| {
            tell_auditors(cx, &audited).await;
        });
        // A trace of its own: the request's would otherwise stay open for as
        // long as the reminder is pending.
        cx.spawn_after(linked_trace("remind"), REMINDER_DELAY, async move |cx| {
            cx.set_attribute("payment.id", id.clone());
            tracing::info!(payment = %id, "reminder sent");
        });
        Ok(payment)
    }

    /// Looks a payment up.
    pub(crate) async fn find(&self, cx: &TraceContract, id: &str) -> Result<Payment, PaymentError> {
        self.ledger.get(cx, id)
    }
}

/// Stands for a call to another system.
#[traced]
async fn tell_auditors(cx: &TraceContract, payment: &Payment) {
    cx.add_event("audited", [("payment.id", payment.id.clone())]);
    tracing::info!(payment = %payment.id, "payment audited");
}
