//! `POST /test`: calls what it is told to, so that a test harness can look at
//! the trace context from both sides (the W3C trace-context suite does).

use std::net::SocketAddr;
use std::time::Duration;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout_at};
use trace_runtime::{TraceContract, traced};
use trace_tower::Inbound;

use crate::App;
use crate::error::PaymentError;
use crate::json::Body;
use crate::payments::Payments;

/// The harness waits for 5 seconds.
const TIME_LIMIT: Duration = Duration::from_millis(4_500);

#[derive(Debug, Deserialize)]
pub(crate) struct Call {
    url: String,
    arguments: Value,
}

#[traced]
pub(crate) async fn test(
    cx: Inbound,
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Body(calls): Body<Vec<Call>>,
) -> Result<Json<Value>, PaymentError> {
    // It calls any URL: not for strangers.
    if !peer.ip().to_canonical().is_loopback() {
        return Err(PaymentError::NotLoopback);
    }
    let deadline = Instant::now() + TIME_LIMIT;
    let mut results = Vec::with_capacity(calls.len());
    for call in &calls {
        results.push(match timeout_at(deadline, app.call(cx, call)).await {
            Ok(Ok(status)) => json!({ "status": status }),
            Ok(Err(error)) => json!({ "error": error.to_string() }),
            Err(_) => json!({ "error": "no time left" }),
        });
    }
    Ok(Json(
        json!({ "calls": results, "trace_id": cx.trace_id().to_string() }),
    ))
}

#[traced]
impl Payments {
    async fn call(&self, cx: &TraceContract, call: &Call) -> reqwest::Result<u16> {
        let request = self.client.traced(cx).post(&call.url).json(&call.arguments);
        let response = request.send().await?;
        let status = response.status().as_u16();
        response.bytes().await?;
        Ok(status)
    }
}
