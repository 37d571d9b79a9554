//! The bank's side: another company's service, played by this process on a port of its
//! own. It goes on while payments end, so that what they undo is undone.

use std::io;
use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use tokio::net::TcpListener;
use trace_runtime::{Trust, traced};
use trace_tower::{Inbound, TraceLayer};

use super::{Authorisation, Faults, Refund};
use crate::error::PaymentError;
use crate::json::Body;
use crate::records::{Charge, Charged};
use crate::store::Store;

/// What its handlers share.
#[derive(Debug)]
struct Service {
    store: Store,
    faults: Faults,
}

/// Starts it, until the runtime ends; gives its URL.
pub(crate) async fn start(store: Store, faults: Faults) -> io::Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let router = Router::new()
        .route("/bank/charge", post(charge))
        .route("/bank/refund", post(refund))
        // Only this machine reaches it.
        .layer(TraceLayer::new(Trust::Continue))
        .with_state(Arc::new(Service { store, faults }));
    #[expect(
        clippy::disallowed_methods,
        reason = "each of its requests brings a trace"
    )]
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}

/// Charges, unless it is for the one user whom the bank does not trust. What goes wrong does so before or after the
/// charge, as it does in life: whoever asked cannot know.
#[traced(name = "bank charge")]
async fn charge(
    cx: Inbound,
    State(bank): State<Arc<Service>>,
    Body(charge): Body<Charge>,
) -> Result<Json<Authorisation>, PaymentError> {
    cx.set_attribute("amount.cents", charge.amount_cents);
    if charge.user == "mallory" {
        return Err(PaymentError::Declined);
    }
    let before = fastrand::bool();
    if before {
        bank.faults.strike().await?;
    }
    if bank.store.charge(cx, &charge).await? == Charged::Refunded {
        return Err(PaymentError::Overtaken);
    }
    if !before {
        bank.faults.strike().await?;
    }
    Ok(Json(Authorisation { id: charge.id }))
}

#[traced(name = "bank refund")]
async fn refund(
    cx: Inbound,
    State(bank): State<Arc<Service>>,
    Body(refund): Body<Refund>,
) -> Result<StatusCode, PaymentError> {
    bank.store.refund(cx, &refund.charge).await?;
    Ok(StatusCode::NO_CONTENT)
}
