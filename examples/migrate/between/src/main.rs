//! Quotes a price in another currency. The rate comes from a table, or from another
//! service of this kind; each quote is written into a journal in the background.

use std::error::Error;
use std::sync::Arc;

use async_trait::async_trait;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use clap::Parser;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use trace_otel::bridge;
use trace_runtime::{TraceContract, Trust, no_span, traced};
use trace_setup::{Setup, Telemetry};
use trace_tower::{Inbound, TraceLayer};
use tracing::{info, instrument};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

type BoxError = Box<dyn Error + Send + Sync>;

#[derive(Debug, Parser)]
struct Options {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: String,
    /// The service that knows the rates; without it, a table does.
    #[arg(long)]
    rates: Option<String>,
}

/// What one euro is, in hundredths.
#[derive(Debug, Serialize, Deserialize)]
struct Rate {
    hundredths: u64,
}

#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Quote {
    currency: String,
    cents: u64,
}

#[async_trait]
trait Rates: Send + Sync {
    /// `None` where the currency is unknown.
    async fn rate(&self, currency: &str) -> Result<Option<Rate>, BoxError>;
}

struct Table;

#[async_trait]
impl Rates for Table {
    #[instrument(skip_all, fields(currency), err)]
    async fn rate(&self, currency: &str) -> Result<Option<Rate>, BoxError> {
        let hundredths = match currency {
            "chf" => 94,
            "usd" => 117,
            _ => return Ok(None),
        };
        Ok(Some(Rate { hundredths }))
    }
}

struct Remote {
    http: trace_reqwest::Client,
    url: String,
}

#[async_trait]
impl Rates for Remote {
    #[instrument(skip_all, fields(currency), err)]
    async fn rate(&self, currency: &str) -> Result<Option<Rate>, BoxError> {
        // Its callers have no contract to hand down yet.
        let sealed = bridge::current()?;
        sealed
            .open(no_span(), async |cx| self.fetch(cx, currency).await)
            .await
    }
}

#[traced]
impl Remote {
    async fn fetch(&self, cx: &TraceContract, currency: &str) -> Result<Option<Rate>, BoxError> {
        let url = format!("{}/rates/{currency}", self.url);
        let answer = self.http.traced(cx).get(url).send().await?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(answer.error_for_status()?.json().await?))
    }
}

#[derive(Clone)]
struct App {
    rates: Arc<dyn Rates>,
    journal: mpsc::Sender<String>,
}

#[traced(attributes(currency = currency, cents = cents))]
async fn quote(
    cx: Inbound,
    State(app): State<App>,
    Path((currency, cents)): Path<(String, u64)>,
) -> Result<Json<Quote>, StatusCode> {
    let rate = app.rates.rate(&currency).await;
    let rate = rate.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let rate = rate.ok_or(StatusCode::NOT_FOUND)?;
    let cents = convert(cents, &rate);
    info!(currency, cents, "quoted");
    let line = format!("{cents} {currency}");
    // Not migrated yet: its span is a child of this one all the same.
    let audit = audit(app.journal, line);
    cx.spawn(no_span(), async move |_| audit.await);
    Ok(Json(Quote { currency, cents }))
}

#[instrument(skip_all)]
async fn rate(
    State(app): State<App>,
    Path(currency): Path<String>,
) -> Result<Json<Rate>, StatusCode> {
    let rate = app.rates.rate(&currency).await;
    let rate = rate.map_err(|_| StatusCode::BAD_GATEWAY)?;
    rate.map(Json).ok_or(StatusCode::NOT_FOUND)
}

fn convert(cents: u64, rate: &Rate) -> u64 {
    cents * rate.hundredths / 100
}

#[instrument(skip_all)]
async fn audit(journal: mpsc::Sender<String>, line: String) {
    // Nobody reads the journal any more: the service is about to end.
    let _ = journal.send(line).await;
}

fn router(app: App) -> Router {
    Router::new()
        .route("/quotes/{currency}/{cents}", get(quote))
        .route("/rates/{currency}", get(rate))
        .with_state(app)
        .layer(TraceLayer::new(Trust::Continue))
}

/// Both pipelines, which export to the same collector.
fn telemetry(service: &'static str) -> Result<(SdkTracerProvider, Telemetry), BoxError> {
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .build()?;
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_resource(Resource::builder().with_service_name(service).build())
        .build();
    let otel = tracing_opentelemetry::layer().with_tracer(provider.tracer(service));
    tracing_subscriber::registry()
        .with(tracing_subscriber::EnvFilter::new("info"))
        // Theirs are recorded by OpenTelemetry, and so not adopted.
        .with(trace_log::json().adopt(trace_log::Adopt::nothing()))
        .with(bridge::layer(otel))
        .try_init()?;
    let ours = Setup::new(service).without_logs().install()?;
    Ok((provider, ours))
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let options = Options::parse();
    let (theirs, ours) = telemetry("quotes")?;
    let rates: Arc<dyn Rates> = match options.rates {
        Some(url) => Arc::new(Remote {
            http: trace_reqwest::Client::new(),
            url,
        }),
        None => Arc::new(Table),
    };
    let (journal, mut lines) = mpsc::channel(100);
    tokio::spawn(async move {
        while let Some(line) = lines.recv().await {
            info!(line, "journal");
        }
    });
    let listener = TcpListener::bind(&options.listen).await?;
    info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, router(App { rates, journal }))
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    info!(to_migrate = bridge::stats().spans_without_contract, "end");
    theirs.shutdown()?;
    ours.shutdown()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use tower::ServiceExt as _;

    use super::*;

    /// Knows one rate, or fails.
    struct Fixed(Option<u64>);

    #[async_trait]
    impl Rates for Fixed {
        async fn rate(&self, currency: &str) -> Result<Option<Rate>, BoxError> {
            let hundredths = self.0.ok_or("no connection")?;
            Ok((currency == "usd").then_some(Rate { hundredths }))
        }
    }

    async fn get(rates: Fixed, path: &str) -> (StatusCode, String, mpsc::Receiver<String>) {
        let (journal, lines) = mpsc::channel(1);
        let rates = Arc::new(rates);
        let request = Request::builder().uri(path).body(Body::empty());
        let answer = router(App { rates, journal }).oneshot(request.unwrap());
        let (head, body) = answer.await.unwrap().into_parts();
        let body = to_bytes(body, 1000).await.unwrap();
        (
            head.status,
            String::from_utf8(body.to_vec()).unwrap(),
            lines,
        )
    }

    #[tokio::test]
    async fn a_price_is_converted() {
        let (status, body, _) = get(Fixed(Some(120)), "/quotes/usd/1000").await;
        assert_eq!(status, StatusCode::OK);
        let quote: Quote = serde_json::from_str(&body).unwrap();
        assert_eq!(quote.cents, 1200);
    }

    #[tokio::test]
    async fn an_unknown_currency_is_not_found() {
        let (status, ..) = get(Fixed(Some(120)), "/quotes/xyz/1000").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn rates_that_fail_are_a_bad_gateway() {
        let (status, ..) = get(Fixed(None), "/quotes/usd/1000").await;
        assert_eq!(status, StatusCode::BAD_GATEWAY);
    }

    #[tokio::test]
    async fn a_quote_is_written_into_the_journal() {
        let (_, _, mut lines) = get(Fixed(Some(120)), "/quotes/usd/1000").await;
        assert_eq!(lines.recv().await.unwrap(), "1200 usd");
    }
}
