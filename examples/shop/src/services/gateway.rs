//! The face to the public.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::middleware;
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::StreamExt as _;
use trace_reqwest::Client;
use trace_runtime::{Retry, TraceContract, traced};
use trace_tower::{Inbound, TraceLayer, trust_loopback};

use super::fault::{self, Fault};
use super::order::{self, Found, Order, Placed, Product};
use super::serve::Service;
use crate::Failed;
use crate::config::{Role, Settings};

#[derive(Clone)]
struct Gateway {
    http: Client,
    auth: String,
    orders: String,
    fault: Fault,
}

/// Longer than orders takes for its tries at payments.
const PATIENCE: Duration = Duration::from_secs(20);

type Answer<T> = Result<T, StatusCode>;

pub(super) async fn start(_cx: &TraceContract, settings: &Settings) -> Result<Service, Failed> {
    let fault = Fault::of(Role::Gateway, settings);
    // Services are on this machine: no proxy of the environment's.
    let http = reqwest::Client::builder().no_proxy();
    let http = http.timeout(PATIENCE).build()?;
    let gateway = Gateway {
        http: http.into(),
        auth: settings.auth.clone(),
        orders: settings.orders.clone(),
        fault,
    };
    let routes = Router::new()
        .route("/products", get(products))
        .route("/products.csv", get(export))
        .route("/orders/{id}", get(order))
        .route("/checkout", post(checkout))
        .with_state(gateway)
        .layer(TraceLayer::with_trust(trust_loopback))
        .layer(middleware::from_fn_with_state(fault, fault::lose));
    Service::of(routes).await
}

/// Anybody may look.
#[traced(err(type))]
async fn products(cx: Inbound, State(gateway): State<Gateway>) -> Answer<Json<Vec<Product>>> {
    gateway.fault.linger(cx).await;
    Ok(Json(gateway.products(cx).await?))
}

/// An answer that is written while it is sent: its rows are in the span of the stream.
#[traced(err(type))]
async fn export(cx: Inbound, State(gateway): State<Gateway>) -> Answer<Body> {
    let products = gateway.products(cx).await?;
    let rows = cx.stream("rows", async move |cx, out| {
        for product in products {
            out.send(row(cx, &product).await).await;
        }
    });
    Ok(Body::from_stream(rows.map(Ok::<_, Infallible>)))
}

#[traced]
async fn row(cx: &TraceContract, product: &Product) -> String {
    cx.set_attribute("product", product.name.as_str());
    tokio::time::sleep(Duration::from_millis(2)).await;
    format!("{},{}\n", product.name, product.cents)
}

#[traced(err(type))]
async fn order(cx: Inbound, State(gateway): State<Gateway>, Path(id): Path<i64>) -> Answer<Found> {
    gateway.customer(cx).await?;
    gateway.find(cx, id).await.map(order::answer)
}

#[traced(err(type))]
async fn checkout(
    cx: Inbound,
    State(gateway): State<Gateway>,
    Json(order): Json<Order>,
) -> Answer<(StatusCode, Json<Placed>)> {
    let Gateway { fault, .. } = gateway;
    fault.linger(cx).await;
    gateway.customer(cx).await?;
    if fault.strike(Role::Gateway).is_err() {
        return Err(StatusCode::BAD_GATEWAY);
    }
    let placed = gateway.place(cx, &order).await?;
    tracing::info!(order.id = placed.id, "checked out");
    Ok((StatusCode::CREATED, Json(placed)))
}

/// Whether auth has looked at the token and refuses it; all else says nothing of the customer.
fn is_refusal(error: &reqwest::Error) -> bool {
    error.status() == Some(StatusCode::UNAUTHORIZED)
}

#[traced]
impl Gateway {
    async fn products(&self, cx: &TraceContract) -> Answer<Vec<Product>> {
        let url = format!("{}/products", self.orders);
        let answer = self.http.traced(cx).get(url).send().await;
        let answer = answer.and_then(|answer| answer.error_for_status());
        let answer = answer.map_err(|_| StatusCode::BAD_GATEWAY)?;
        answer.json().await.map_err(|_| StatusCode::BAD_GATEWAY)
    }

    /// Who asks; a token is not checked in the gateway.
    async fn customer(&self, cx: &TraceContract) -> Answer<()> {
        let url = format!("{}/verify", self.auth);
        let patiently = Retry::times(3)
            .first_wait(Duration::from_millis(10))
            .only(|error| !is_refusal(error));
        let verified = cx.retry("verify", patiently, || {
            async |cx| {
                let answer = self.http.traced(cx).post(url.clone()).send().await;
                answer.and_then(|answer| answer.error_for_status())
            }
        });
        verified.await.map(drop).map_err(|error| {
            if is_refusal(&error) {
                StatusCode::UNAUTHORIZED
            } else {
                StatusCode::BAD_GATEWAY
            }
        })
    }

    async fn find(&self, cx: &TraceContract, id: i64) -> Answer<Option<Placed>> {
        let url = format!("{}/orders/{id}", self.orders);
        let answer = self.http.traced(cx).get(url).send().await;
        let answer = answer.map_err(|_| StatusCode::BAD_GATEWAY)?;
        match answer.status() {
            StatusCode::OK | StatusCode::NOT_FOUND => {
                answer.json().await.map_err(|_| StatusCode::BAD_GATEWAY)
            }
            _ => Err(StatusCode::BAD_GATEWAY),
        }
    }

    async fn place(&self, cx: &TraceContract, order: &Order) -> Answer<Placed> {
        let url = format!("{}/orders", self.orders);
        let answer = self.http.traced(cx).post(url).json(order).send().await;
        let answer = answer.map_err(|_| StatusCode::BAD_GATEWAY)?;
        match answer.status() {
            StatusCode::PAYMENT_REQUIRED => Err(StatusCode::PAYMENT_REQUIRED),
            status if status.is_success() => {
                answer.json().await.map_err(|_| StatusCode::BAD_GATEWAY)
            }
            _ => Err(StatusCode::BAD_GATEWAY),
        }
    }
}
