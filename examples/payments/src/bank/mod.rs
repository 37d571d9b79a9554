//! The bank, as payments see it.

mod faults;
pub(crate) mod service;

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use trace_reqwest::Client;
use trace_rollback::durable::UndoStep;
use trace_runtime::{TraceContract, traced};

pub(crate) use self::faults::Faults;
use crate::error::PaymentError;
use crate::records::Charge;

const TIMEOUT: Duration = Duration::from_secs(2);

/// Another service, over HTTP.
#[derive(Debug, Clone)]
pub(crate) struct Bank {
    client: Client,
    base_url: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Authorisation {
    pub(crate) id: String,
}

/// A charge to be taken back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Refund {
    pub(crate) charge: String,
}

impl Bank {
    pub(crate) fn new(client: Client, base_url: &str) -> Self {
        Bank {
            client,
            base_url: base_url.to_owned(),
        }
    }
}

#[traced]
impl Bank {
    /// Asks the bank for the money.
    #[traced(name = "authorise", attributes(charge.id = charge.id.as_str()))]
    pub(crate) async fn authorise(
        &self,
        cx: &TraceContract,
        charge: &Charge,
    ) -> Result<Authorisation, PaymentError> {
        let url = format!("{}/bank/charge", self.base_url);
        let request = self.client.traced(cx).post(&url).json(charge);
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

/// A charge is taken back by its id, also one that the bank has never seen: whoever asks
/// may not know whether it came through.
impl UndoStep for Bank {
    type Step = Refund;
    type Error = reqwest::Error;

    fn name(&self, _: &Refund) -> &'static str {
        "refund"
    }

    async fn undo(&self, cx: &TraceContract, refund: &Refund) -> reqwest::Result<()> {
        cx.set_attribute("charge.id", refund.charge.clone());
        let url = format!("{}/bank/refund", self.base_url);
        let request = self.client.traced(cx).post(&url).json(refund);
        let response = request.timeout(TIMEOUT).send().await?;
        response.error_for_status().map(drop)
    }
}
