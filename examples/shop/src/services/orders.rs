//! Keeps orders: writes them, has them paid for, takes them back where the card is declined, and
//! has the customer told.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use tonic::transport::Endpoint;
use tonic::{Code, Status};
use trace_runtime::{Retry, TraceContract, traced};
use trace_sqlx::SqlitePool;
use trace_tonic::Channel;
use trace_tower::{Inbound, TraceLayer, trust_loopback};

use super::fault::{self, Fault};
use super::order::{Found, Order, Placed, Product, answer};
use super::proto::ChargeRequest;
use super::proto::payments_client::PaymentsClient;
use super::queue::{self, Message, Queue};
use super::serve::{Ended, Service};
use crate::Failed;
use crate::config::{Role, Settings};

/// How long one try at payments may take.
const PATIENCE: Duration = Duration::from_secs(5);

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS products (name TEXT PRIMARY KEY, cents INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS orders (id INTEGER PRIMARY KEY AUTOINCREMENT, product TEXT NOT NULL, state TEXT NOT NULL)",
    "INSERT OR IGNORE INTO products VALUES ('almonds', 499), ('cashews', 599), ('hazelnuts', 449), ('pecans', 799), ('walnuts', 399)",
];

#[derive(Clone)]
struct Orders {
    pool: SqlitePool,
    payments: Channel,
    queue: Queue,
    fault: Fault,
    /// Whether messages to customers lose their trace.
    forgets: Fault,
}

pub(super) async fn start(cx: &TraceContract, settings: &Settings) -> Result<Service, Failed> {
    let fault = Fault::of(Role::Orders, settings);
    let pool = queue::database(&settings.folder.join("orders.sqlite")).await?;
    for statement in TABLES {
        sqlx::query(statement).execute(pool.traced(cx)).await?;
    }
    let payments = Endpoint::from_shared(settings.payments.clone())?.timeout(PATIENCE);
    let orders = Orders {
        pool,
        payments: Channel::connect_lazy(&payments),
        queue: Queue::open(cx, &settings.folder).await?,
        fault,
        forgets: Fault::of(Role::Notifications, settings),
    };
    let routes = Router::new()
        .route("/products", get(products))
        .route("/orders/{id}", get(find))
        .route("/orders", post(place))
        .with_state(orders.clone())
        .layer(TraceLayer::with_trust(trust_loopback))
        .layer(middleware::from_fn_with_state(fault, fault::lose));
    let mut service = Service::of(routes).await?;
    let ended = service.ended();
    service.does(clean_up(orders, ended));
    Ok(service)
}

#[traced(err(type))]
async fn products(
    cx: Inbound,
    State(orders): State<Orders>,
) -> Result<Json<Vec<Product>>, StatusCode> {
    let all = orders.products(cx).await;
    all.map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

#[traced(err(type))]
async fn find(
    cx: Inbound,
    State(orders): State<Orders>,
    Path(id): Path<i64>,
) -> Result<Found, StatusCode> {
    let found = orders.find(cx, id).await;
    found
        .map(answer)
        .map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

#[traced(err(type))]
async fn place(
    cx: Inbound,
    State(orders): State<Orders>,
    Json(order): Json<Order>,
) -> Result<Json<Placed>, StatusCode> {
    orders.fault.linger(cx).await;
    let written = orders.write(cx, &order).await;
    let (id, cents) = written.map_err(|error| {
        tracing::error!(%error, "order not written");
        StatusCode::INTERNAL_SERVER_ERROR
    })?;
    cx.set_attribute("order.id", id);
    if let Err(status) = orders.pay(cx, id, cents).await {
        let reason = status.message();
        if status.code() != Code::FailedPrecondition {
            // An answer that did not come may have been a yes: nothing is taken back.
            tracing::error!(
                order.id = id,
                reason,
                "not known whether the order is paid for"
            );
            return Err(StatusCode::BAD_GATEWAY);
        }
        orders.cancel(cx, id).await;
        tracing::warn!(order.id = id, reason, "order cancelled");
        return Err(StatusCode::PAYMENT_REQUIRED);
    }
    orders.update(cx, id, "paid").await.map_err(|error| {
        // The card is charged: the order stays, for people to look at.
        tracing::error!(order.id = id, %error, "paid for, and not written");
        StatusCode::INTERNAL_SERVER_ERROR
    })?;
    let message = Message {
        order: id,
        customer: order.customer,
    };
    let told = orders
        .queue
        .send(cx, message, !orders.forgets.loses())
        .await;
    told.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    tracing::info!(order.id = id, "order placed");
    Ok(Json(Placed {
        id,
        state: "paid".to_owned(),
    }))
}

#[traced]
impl Orders {
    async fn products(&self, cx: &TraceContract) -> sqlx::Result<Vec<Product>> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT name, cents FROM products")
            .fetch_all(self.pool.traced(cx))
            .await?;
        let products = rows
            .into_iter()
            .map(|(name, cents)| Product { name, cents });
        Ok(products.collect())
    }

    async fn find(&self, cx: &TraceContract, id: i64) -> sqlx::Result<Option<Placed>> {
        let row: Option<(i64, String)> =
            sqlx::query_as("SELECT id, state FROM orders WHERE id = ?")
                .bind(id)
                .fetch_optional(self.pool.traced(cx))
                .await?;
        Ok(row.map(|(id, state)| Placed { id, state }))
    }

    /// The number of the order, and what it costs.
    async fn write(&self, cx: &TraceContract, order: &Order) -> Result<(i64, i64), Failed> {
        self.fault.strike(Role::Orders)?;
        let cents: i64 = sqlx::query_scalar("SELECT cents FROM products WHERE name = ?")
            .bind(&order.product)
            .fetch_one(self.pool.traced(cx))
            .await?;
        // Begun after the reading: SQLite refuses a transaction that reads first, and writes
        // when another has written in between.
        let mut tx = self.pool.traced(cx).begin().await?;
        let insert = "INSERT INTO orders (product, state) VALUES (?, 'new') RETURNING id";
        let id = sqlx::query_scalar(insert)
            .bind(&order.product)
            .fetch_one(tx.traced(cx).summary("INSERT orders"))
            .await?;
        tx.commit().await?;
        Ok((id, cents))
    }

    /// Tries again where payments is busy; not where the card is declined. The key is the order's,
    /// so that it is charged once.
    async fn pay(&self, cx: &TraceContract, id: i64, cents: i64) -> Result<(), Status> {
        let busy = |status: &Status| status.code() == Code::Unavailable;
        let patiently = Retry::times(3)
            .first_wait(Duration::from_millis(20))
            .only(busy);
        let charged = cx.retry("charge", patiently, || {
            async |cx| {
                let mut payments = PaymentsClient::new(self.payments.traced(cx));
                let key = format!("order-{id}");
                let charge = ChargeRequest {
                    order: id,
                    cents,
                    key,
                };
                payments.charge(charge).await
            }
        });
        charged.await.map(drop)
    }

    /// What was written is taken back: the order is not paid for.
    async fn cancel(&self, cx: &TraceContract, id: i64) {
        // That it could not be is in its span.
        let _ = self.update(cx, id, "cancelled").await;
    }

    async fn update(&self, cx: &TraceContract, id: i64, state: &str) -> sqlx::Result<()> {
        let update = sqlx::query("UPDATE orders SET state = ? WHERE id = ?")
            .bind(state)
            .bind(id)
            .execute(self.pool.traced(cx).summary("UPDATE orders"))
            .await;
        update.map(drop)
    }

    async fn remove_cancelled(&self, cx: &TraceContract) -> sqlx::Result<()> {
        let removed = sqlx::query("DELETE FROM orders WHERE state = 'cancelled'")
            .execute(self.pool.traced(cx).summary("DELETE orders"))
            .await?;
        cx.set_attribute("removed", removed.rows_affected());
        Ok(())
    }
}

/// A background job: each round is a trace of its own.
async fn clean_up(orders: Orders, mut ended: Ended) -> Result<(), Failed> {
    let mut ticks = tokio::time::interval(Duration::from_secs(5));
    loop {
        tokio::select! {
            _ = ticks.tick() => {}
            () = ended.wait() => return Ok(()),
        }
        let round = async |cx: &TraceContract| orders.remove_cancelled(cx).await;
        // That it failed is in its span: the next round tries again.
        let _ = trace_runtime::run(trace_runtime::fallible("clean up"), round).await;
    }
}
