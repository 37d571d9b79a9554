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
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use trace_runtime::channel::mpsc;
use trace_runtime::{TraceContract, Trust, no_span, traced};
use trace_tower::{Inbound, TraceLayer};
use tracing::info;

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

#[traced]
#[async_trait]
trait Rates: Send + Sync {
    /// `None` where the currency is unknown.
    async fn rate(&self, cx: &TraceContract, currency: &str) -> Result<Option<Rate>, BoxError>;
}

struct Table;

#[traced]
#[async_trait]
impl Rates for Table {
    #[traced(attributes(currency))]
    async fn rate(&self, cx: &TraceContract, currency: &str) -> Result<Option<Rate>, BoxError> {
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

#[traced]
#[async_trait]
impl Rates for Remote {
    #[traced(attributes(currency))]
    async fn rate(&self, cx: &TraceContract, currency: &str) -> Result<Option<Rate>, BoxError> {
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
    let rate = app.rates.rate(cx, &currency).await;
    let rate = rate.map_err(|_| StatusCode::BAD_GATEWAY)?;
    let rate = rate.ok_or(StatusCode::NOT_FOUND)?;
    let cents = convert(cents, &rate);
    info!(currency, cents, "quoted");
    let line = format!("{cents} {currency}");
    cx.spawn(no_span(), async move |cx| {
        audit(cx, app.journal, line).await;
    });
    Ok(Json(Quote { currency, cents }))
}

#[traced]
async fn rate(
    cx: Inbound,
    State(app): State<App>,
    Path(currency): Path<String>,
) -> Result<Json<Rate>, StatusCode> {
    let rate = app.rates.rate(cx, &currency).await;
    let rate = rate.map_err(|_| StatusCode::BAD_GATEWAY)?;
    rate.map(Json).ok_or(StatusCode::NOT_FOUND)
}

fn convert(cents: u64, rate: &Rate) -> u64 {
    cents * rate.hundredths / 100
}

#[traced]
async fn audit(cx: &TraceContract, journal: mpsc::Sender<String>, line: String) {
    // Nobody reads the journal any more: the service is about to end.
    let _ = journal.send(cx, line).await;
}

fn router(app: App) -> Router {
    Router::new()
        .route("/quotes/{currency}/{cents}", get(quote))
        .route("/rates/{currency}", get(rate))
        .with_state(app)
        .layer(TraceLayer::new(Trust::Continue))
}

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let options = Options::parse();
    let telemetry = trace_setup::install("quotes")?;
    let rates: Arc<dyn Rates> = match options.rates {
        Some(url) => Arc::new(Remote {
            http: trace_reqwest::Client::new(),
            url,
        }),
        None => Arc::new(Table),
    };
    let (journal, mut lines) = mpsc::channel(100);
    #[expect(clippy::disallowed_methods, reason = "each line brings its own trace")]
    tokio::spawn(async move {
        while let Some(line) = lines.recv().await {
            line.open_sync("journal", |_, line| info!(line, "journal"));
        }
    });
    let listener = TcpListener::bind(&options.listen).await?;
    info!(address = %listener.local_addr()?, "listening");
    axum::serve(listener, router(App { rates, journal }))
        .with_graceful_shutdown(async { drop(tokio::signal::ctrl_c().await) })
        .await?;
    telemetry.shutdown()?;
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

    #[traced]
    #[async_trait]
    impl Rates for Fixed {
        async fn rate(&self, cx: &TraceContract, currency: &str) -> Result<Option<Rate>, BoxError> {
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
        let line = lines.recv().await.unwrap();
        line.open_sync("read", |_, line| assert_eq!(line, "1200 usd"));
    }

    /// What could not be said before: the task belongs to the request.
    #[tokio::test]
    async fn the_journal_is_part_of_the_trace() {
        let recording = trace_testing::record("client", async |cx| {
            let (journal, mut lines) = mpsc::channel(1);
            let rates = Arc::new(Fixed(Some(120)));
            let mut request = Request::new(Body::empty());
            *request.uri_mut() = "/quotes/usd/1000".parse().unwrap();
            cx.inject(&mut trace_tower::Headers(request.headers_mut()));
            let answer = router(App { rates, journal })
                .oneshot(request)
                .await
                .unwrap();
            to_bytes(answer.into_body(), 1000).await.unwrap();
            let line = lines.recv().await.unwrap();
            line.open_sync("journal", |_, _| ());
        });
        recording.await.trace.assert_shape(
            "
            client
              GET /quotes/{currency}/{cents}
                quote
                  rate
                  audit
                    journal
            ",
        );
    }
}
