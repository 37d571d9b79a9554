//! Greets people in their language.

use std::env;
use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::Path;
use axum::{Router, http::StatusCode, routing::get};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use trace_runtime::{TraceContract, traced};
use trace_tower::{Inbound, TraceLayer, trust_loopback};

#[traced(err(type))]
async fn hello(
    cx: Inbound, // in the body, `cx` is the `&TraceContract` of this span
    Path((language, name)): Path<(String, String)>,
) -> Result<String, StatusCode> {
    let word = translate(cx, &language).await;
    let word = word.map_err(|_| StatusCode::NOT_FOUND)?;
    tracing::info!(name, "greeted");
    let greeting = format!("{word}, {name}!\n");
    cx.spawn("later", async move |cx| remember(cx, &name).await);
    Ok(greeting)
}

#[traced]
async fn translate(cx: &TraceContract, language: &str) -> io::Result<&'static str> {
    cx.set_attribute("language", language);
    tokio::time::sleep(Duration::from_millis(20)).await; // the dictionary is far away
    match language {
        "en" => Ok("Hello"),
        "fr" => Ok("Bonjour"),
        other => Err(io::Error::other(format!("there is no word in `{other}`"))),
    }
}

#[traced]
async fn remember(cx: &TraceContract, name: &str) {
    cx.set_attribute("name", name);
    tokio::time::sleep(Duration::from_millis(5)).await;
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let telemetry = trace_setup::install("hello")?;
    let mut terminate = signal(SignalKind::terminate())?; // what `kill` and supervisors send
    let mut interrupt = signal(SignalKind::interrupt())?; // Ctrl-C
    let app = Router::new()
        .route("/{language}/{name}", get(hello))
        .layer(TraceLayer::with_trust(trust_loopback)) // behind a proxy: `new(Trust::Restart)`
        .into_make_service_with_connect_info::<SocketAddr>();
    let listen = env::args().nth(1);
    let listener = TcpListener::bind(listen.as_deref().unwrap_or("127.0.0.1:3000")).await?;
    axum::serve(listener, app)
        .with_graceful_shutdown(async move {
            tokio::select! { _ = terminate.recv() => {} _ = interrupt.recv() => {} }
        })
        .await?;
    telemetry.shutdown()?; // what was recorded is delivered
    Ok(())
}
