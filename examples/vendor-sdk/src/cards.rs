//! The client.

use std::fmt;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use http::HeaderMap;
use reqwest::{Client, StatusCode};
use tokio::sync::oneshot;

use crate::charge::{Charge, Confirmation, Receipt, Retried, Review};
use crate::error::CardError;

/// How often a charge is tried.
const TRIES: u32 = 3;

/// The first wait between two tries; each one doubles it.
const BACK_OFF: Duration = Duration::from_millis(5);

/// Charges above this are assessed by a specialist.
const RISKY_CENTS: u64 = 100_000;

/// Charges cards.
#[derive(Clone)]
pub struct Cards {
    api: Arc<Api>,
    reviewed: Option<fn(&Review)>,
}

struct Api {
    http: Client,
    url: String,
}

impl Cards {
    /// A client of the processor at `url`, which makes its requests by `http`.
    pub fn new(http: Client, url: impl Into<String>) -> Self {
        let url = url.into();
        Cards {
            api: Arc::new(Api { http, url }),
            reviewed: None,
        }
    }

    /// Called with each review. It is a plain function, for the whole client.
    pub fn on_review(mut self, reviewed: fn(&Review)) -> Self {
        self.reviewed = Some(reviewed);
        self
    }

    /// Charges a card.
    ///
    /// # Errors
    ///
    /// [`CardError`] if it was not charged.
    pub async fn charge(&self, charge: Charge) -> Result<Receipt, CardError> {
        let Charge {
            cents,
            headers,
            retried,
            confirm,
            settled,
        } = charge;
        let api = Arc::clone(&self.api);
        // A charge goes on if its caller is dropped.
        let work = tokio::spawn(async move {
            if let Some(confirm) = confirm
                && !confirm(Confirmation { cents }).await
            {
                return Err(CardError::NotConfirmed);
            }
            api.try_often(cents, &headers, retried.as_ref()).await
        });
        let receipt = work.await.map_err(|_| CardError::Interrupted)??;
        self.review(&receipt).await;
        if let Some(settled) = settled {
            let receipt = receipt.clone();
            thread::spawn(move || settled(&receipt));
        }
        Ok(receipt)
    }

    /// The call back is made here, or by the specialist, who has a thread of her own.
    async fn review(&self, receipt: &Receipt) {
        let Some(reviewed) = self.reviewed else {
            return;
        };
        let review = Review {
            id: receipt.id.clone(),
            is_risky: receipt.cents > RISKY_CENTS,
        };
        if !review.is_risky {
            return reviewed(&review);
        }
        let (done, told) = oneshot::channel();
        thread::spawn(move || {
            reviewed(&review);
            let _ = done.send(());
        });
        let _ = told.await;
    }
}

impl Api {
    async fn try_often(
        &self,
        cents: u64,
        headers: &HeaderMap,
        retried: Option<&Retried>,
    ) -> Result<Receipt, CardError> {
        for tried in 0..TRIES {
            if tried > 0 {
                tokio::time::sleep(BACK_OFF * 2_u32.pow(tried - 1)).await;
                if let Some(retried) = retried {
                    retried(tried + 1);
                }
            }
            let request = self
                .http
                .post(format!("{}/charges/{cents}", self.url))
                .headers(headers.clone());
            let response = request.send().await.map_err(CardError::Http)?;
            if response.status() < StatusCode::INTERNAL_SERVER_ERROR {
                return response.json().await.map_err(CardError::Http);
            }
        }
        Err(CardError::Unavailable { tries: TRIES })
    }
}

impl fmt::Debug for Cards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cards")
            .field("url", &self.api.url)
            .finish_non_exhaustive()
    }
}
