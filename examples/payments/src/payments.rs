//! What the service does: every boundary a request crosses is here.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::task::TaskTracker;
use trace_reqwest::Client;
use trace_rollback::Rollback;
use trace_rollback::durable::DurableRollback;
use trace_runtime::{TraceContract, linked_trace, traced};

use crate::answer::{self, Answer};
use crate::bank::{Bank, Faults, Refund};
use crate::error::PaymentError;
use crate::idempotency::{Attempt, Turn};
use crate::lost;
use crate::metrics::Counts;
use crate::money::Money;
use crate::order::Order;
use crate::receipt;
use crate::records::{Charge, NotRecorded, Payment, Settles};
use crate::store::Store;

const REMINDER_DELAY: Duration = Duration::from_secs(1);

/// Makes payments.
#[derive(Debug)]
pub(crate) struct Payments {
    pub(crate) client: Client,
    pub(crate) counts: Arc<Counts>,
    /// Audits that are under way; shutdown waits for them.
    pub(crate) audits: TaskTracker,
    pub(crate) store: Store,
    /// What is left to be undone by a process that was killed is taken up by the next.
    pub(crate) refunds: DurableRollback<Store, Bank>,
    ledger_faults: Faults,
    bank: Bank,
}

impl Payments {
    /// Writing a payment down goes wrong as `ledger_faults` say.
    pub(crate) fn new(store: Store, client: Client, bank_url: &str, ledger_faults: Faults) -> Self {
        let bank = Bank::new(client.clone(), bank_url);
        Payments {
            client,
            counts: Arc::default(),
            audits: TaskTracker::new(),
            refunds: DurableRollback::new(store.clone(), bank.clone()),
            store,
            ledger_faults,
            bank,
        }
    }

    async fn balance(&self, cx: &TraceContract, order: &Order) -> Result<Money, PaymentError> {
        let currency = order.money.currency;
        let cents = self.store.balance(cx, &order.user, currency).await?;
        Ok(Money { cents, currency })
    }
}

#[traced]
impl Payments {
    /// Makes a payment, or gives the answer that the key has already.
    #[traced(attributes(user = order.user.as_str()))]
    pub(crate) async fn pay(
        &self,
        cx: &TraceContract,
        rollback: &Rollback,
        key: Option<String>,
        order: Order,
    ) -> Result<Answer, PaymentError> {
        let attempt = match key {
            None => None,
            Some(key) => match Attempt::begin(cx, &self.store, rollback, key, &order).await? {
                Turn::Ours(attempt) => Some(attempt),
                Turn::Answered { status, answer } => return Ok(Answer::again(status, answer)),
            },
        };
        let made = self.make(cx, rollback, attempt.as_ref(), order).await;
        if let (Err(error), Some(attempt)) = (&made, &attempt)
            && error.is_final()
        {
            let (status, answer) = error.answer(Some(cx.trace_id()));
            attempt.refuse(cx, &self.store, status, &answer).await?;
        }
        made
    }

    /// Charge, receipt, ledger; then audit and reminder, which the caller does not wait
    /// for. If anything fails behind the charge, the charge is refunded.
    async fn make(
        &self,
        cx: &TraceContract,
        rollback: &Rollback,
        attempt: Option<&Attempt>,
        order: Order,
    ) -> Result<Answer, PaymentError> {
        let balance = self.balance(cx, &order).await?;
        if balance.cents < order.money.cents {
            return Err(PaymentError::Funds { balance });
        }

        let charge = Charge {
            id: format!("charge-{:032x}", fastrand::u128(..)),
            user: order.user.clone(),
            amount_cents: order.money.cents,
            currency: order.money.currency,
        };
        // Before the charge: a kill right behind it must not lose what undoes it.
        let refund = Refund {
            charge: charge.id.clone(),
        };
        let compensation = self.refunds.compensate(cx, rollback, refund).await?;
        let authorisation = self.bank.authorise(cx, &charge).await?;

        let id = format!("pay-{:016x}", fastrand::u64(..));
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
        self.ledger_faults.wait().await;
        let made = Answer::made(&payment);
        let settles = Settles {
            compensation,
            key: attempt.map(|attempt| attempt.answered(answer::MADE, made.body().to_owned())),
            fails: self.ledger_faults.fails(),
        };
        if let Err(why) = self.store.record(cx, &payment, &settles).await {
            return Err(match why {
                // Another payment was faster.
                NotRecorded::Funds => PaymentError::Funds { balance },
                why => why.into(),
            });
        }
        tracing::info!(payment = %id, amount_cents = payment.amount_cents, "payment made");

        if self.ledger_faults.loses_the_context() {
            lost::audit(id.clone());
        }
        cx.spawn_on(&self.audits, "audit", async move |cx| {
            tell_auditors(cx, &payment).await;
        });
        // A trace of its own: the request's would otherwise stay open for as
        // long as the reminder is pending.
        cx.spawn_after(linked_trace("remind"), REMINDER_DELAY, async move |cx| {
            cx.set_attribute("payment.id", id.clone());
            tracing::info!(payment = %id, "reminder sent");
        });
        Ok(made)
    }

    /// Looks a payment up.
    pub(crate) async fn find(&self, cx: &TraceContract, id: &str) -> Result<Payment, PaymentError> {
        let payment = self.store.payment(cx, id).await?;
        payment.ok_or(PaymentError::NotFound)
    }
}

/// Stands for a call to another system.
#[traced]
async fn tell_auditors(cx: &TraceContract, payment: &Payment) {
    cx.add_event("audited", [("payment.id", payment.id.clone())]);
    tracing::info!(payment = %payment.id, "payment audited");
}
