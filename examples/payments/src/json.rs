//! JSON bodies whose mistakes are answered in JSON.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::{Json, RequestExt};
use serde::de::DeserializeOwned;

use crate::error::PaymentError;

/// A JSON body, like [`Json`], with errors of ours.
pub(crate) struct Body<T>(pub(crate) T);

impl<T, S> FromRequest<S> for Body<T>
where
    T: DeserializeOwned + 'static,
    S: Send + Sync,
{
    type Rejection = PaymentError;

    async fn from_request(request: Request, _: &S) -> Result<Self, PaymentError> {
        let read: Result<Json<T>, JsonRejection> = request.extract().await;
        let Json(body) = read?;
        Ok(Body(body))
    }
}
