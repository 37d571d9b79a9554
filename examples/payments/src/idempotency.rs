//! `Idempotency-Key`: who asks again gets the answer of the first time.

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use trace_rollback::Rollback;
use trace_runtime::{TraceContract, traced};

use crate::error::PaymentError;
use crate::order::Order;
use crate::records::{AnsweredKey, Claim};
use crate::store::Store;

const LONGEST: usize = 255;
/// So long somebody waits for the answer of whoever came first.
const PATIENCE: Duration = Duration::from_secs(2);
const PERIOD: Duration = Duration::from_millis(50);

/// The header `Idempotency-Key`, if there is one.
#[derive(Debug)]
pub(crate) struct Key(pub(crate) Option<String>);

impl<S: Sync> FromRequestParts<S> for Key {
    type Rejection = PaymentError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PaymentError> {
        let mut given = parts.headers.get_all("idempotency-key").iter();
        let Some(key) = given.next() else {
            return Ok(Key(None));
        };
        let printable = |key: &&str| key.bytes().all(|byte| byte.is_ascii_graphic());
        let key = key.to_str().ok().filter(printable);
        match key {
            Some(key) if (1..=LONGEST).contains(&key.len()) && given.next().is_none() => {
                Ok(Key(Some(key.to_owned())))
            }
            _ => Err(PaymentError::Key),
        }
    }
}

/// One try at what a key was given for.
#[derive(Debug)]
pub(crate) struct Attempt {
    key: String,
    id: String,
}

/// What is to be done for a request with a key.
#[derive(Debug)]
pub(crate) enum Turn {
    Ours(Attempt),
    /// The request was done, and this was the answer.
    Answered {
        status: i64,
        answer: String,
    },
}

#[traced]
impl Attempt {
    /// Takes the key, and gives it back if the request fails; or waits for the answer of
    /// whoever has it.
    #[traced(name = "idempotency", attributes(answered = _))]
    pub(crate) async fn begin(
        cx: &TraceContract,
        store: &Store,
        rollback: &Rollback,
        key: String,
        order: &Order,
    ) -> Result<Turn, PaymentError> {
        let request = order.canonical();
        let id = format!("{:032x}", fastrand::u128(..));
        let patience = tokio::time::Instant::now() + PATIENCE;
        loop {
            match store.claim_key(cx, &key, &request, &id).await? {
                Claim::Ours => break,
                Claim::Answered { status, answer } => {
                    cx.set_attribute("answered", true);
                    return Ok(Turn::Answered { status, answer });
                }
                Claim::OtherRequest => return Err(PaymentError::KeyOfAnother),
                Claim::Busy if tokio::time::Instant::now() >= patience => {
                    return Err(PaymentError::KeyBusy);
                }
                Claim::Busy => cx.sleep("wait for the first", PERIOD).await,
            }
        }
        let attempt = Attempt { key, id };
        let (store, key, id) = (store.clone(), attempt.key.clone(), attempt.id.clone());
        rollback.compensate(cx, "give the key back", async move |cx| {
            store.release_key(cx, &key, &id).await
        });
        Ok(Turn::Ours(attempt))
    }

    /// Keeps a refusal: asked again, the answer is the same.
    pub(crate) async fn refuse(
        &self,
        cx: &TraceContract,
        store: &Store,
        status: u16,
        answer: &str,
    ) -> Result<(), PaymentError> {
        let refused = store.refuse_key(cx, &self.key, &self.id, status, answer);
        Ok(refused.await?)
    }
}

impl Attempt {
    /// What the transaction that makes the payment writes.
    pub(crate) fn answered(&self, status: u16, answer: String) -> AnsweredKey {
        AnsweredKey {
            key: self.key.clone(),
            attempt: self.id.clone(),
            status,
            answer,
        }
    }
}
