//! A whole service, traced from its request to its tasks.

use std::{env, error::Error, net::SocketAddr, time::Duration};

use axum::extract::{Path, State};
use axum::{Router, http::StatusCode, routing::get};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::{sync::oneshot, time::sleep};
use trace_reqwest::Client;
use trace_runtime::{TraceContract, traced};
use trace_tower::{Inbound, TraceLayer, trust_loopback};

type BoxError = Box<dyn Error + Send + Sync>;

#[traced]
async fn buy(
    cx: Inbound, // in the body, `cx` is the `&TraceContract` of this span
    State((http, warehouse)): State<(Client, SocketAddr)>,
    Path(item): Path<String>,
) -> Result<String, StatusCode> {
    let left = stock(cx, &http, format!("http://{warehouse}/stock/{item}")).await;
    let left = left.map_err(|_| StatusCode::BAD_GATEWAY)?;
    tracing::info!(item, left, "sold");
    cx.spawn("reorder", async move |cx| cx.set_attribute("item", item));
    Ok(format!("{left} left\n"))
}

#[traced]
async fn stock(cx: &TraceContract, http: &Client, url: String) -> Result<String, BoxError> {
    let answer = http.traced(cx).get(url).send().await?;
    Ok(answer.error_for_status()?.text().await?)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = trace_setup::install("shop")?;
    let mut terminate = signal(SignalKind::terminate())?; // before anybody can connect
    let mut interrupt = signal(SignalKind::interrupt())?;
    let listen = env::args().nth(1);
    let listener = TcpListener::bind(listen.as_deref().unwrap_or("127.0.0.1:3000")).await?;
    let app = Router::new()
        .route("/buy/{item}", get(buy))
        .route("/stock/{item}", get(async || "7"))
        .with_state((Client::new(), listener.local_addr()?))
        .layer(TraceLayer::with_trust(trust_loopback)) // behind a proxy: `new(Trust::Restart)`
        .into_make_service_with_connect_info::<SocketAddr>();
    let (ending, ended) = oneshot::channel::<()>();
    let server = axum::serve(listener, app).with_graceful_shutdown(async move {
        tokio::select! { _ = terminate.recv() => {} _ = interrupt.recv() => {} }
        drop(ending);
    });
    tokio::select! { // who has sent half a request is not waited for
        served = server => served?,
        () = async { drop(ended.await); sleep(Duration::from_secs(10)).await } => {}
    }
    telemetry.shutdown()?;
    Ok(())
}
