//! The bank: another service, played by this one at `/bank/charge`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trace_reqwest::Client;
use trace_runtime::{TraceContract, traced};
use trace_tower::Inbound;

use crate::error::PaymentError;
use crate::json::Body;
use crate::money::Currency;
use crate::order::Order;

const TIMEOUT: Duration = Duration::from_secs(2);

/// The bank, as payments see it.
#[derive(Debug)]
pub(crate) struct Bank {
    client: Client,
    charge_url: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Charge {
    user: String,
    amount_cents: i64,
    currency: Currency,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Authorisation {
    pub(crate) id: String,
}

impl Bank {
    pub(crate) fn new(client: Client, base_url: &str) -> Self {
        Bank {
            client,
            charge_url: format!("{base_url}/bank/charge"),
        }
    }
}

#[traced]
impl Bank {
    /// Asks the bank for the money.
    #[traced(name = "authorise")]
    pub(crate) async fn authorise(
        &self,
        cx: &TraceContract,
        order: &Order,
    ) -> Result<Authorisation, PaymentError> {
        let charge = Charge {
            user: order.user.clone(),
            amount_cents: order.money.cents,
            currency: order.money.currency,
        };
        let request = self.client.traced(cx).post(&self.charge_url).json(&charge);
        let response = request
            .timeout(TIMEOUT)
            .send()
            .await
            .map_err(PaymentError::Bank)?;
        if response.status() == StatusCode::PAYMENT_REQUIRED {
            return Err(PaymentError::Declined);
        }
        let response = response.error_for_status().map_err(PaymentError::Bank)?;
        response.json().await.map_err(PaymentError::Bank)
    }
}

/// The bank's side. It knows one user it does not trust.
#[traced(name = "bank charge")]
pub(crate) async fn charge(
    cx: Inbound,
    State(_): State<crate::App>,
    Body(charge): Body<Charge>,
) -> Result<Json<Authorisation>, PaymentError> {
    cx.set_attribute("amount.cents", charge.amount_cents);
    if charge.user == "mallory" {
        return Err(PaymentError::Declined);
    }
    static CHARGES: AtomicU64 = AtomicU64::new(1);
    let id = format!("auth-{}", CHARGES.fetch_add(1, Ordering::Relaxed));
    Ok(Json(Authorisation { id }))
}
