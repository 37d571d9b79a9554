//! Keeps orders. An order and the message about it are written in one transaction: there is
//! never one without the other.

use tonic::service::Routes;
use tonic::{Request, Response, Status};
use trace_runtime::{TraceContract, Trust, traced};
use trace_sqlx::{PgPool, PgPoolOptions};
use trace_tonic::TraceLayer;

use crate::Failed;
use crate::config::Options;
use crate::order::orders_server::{Orders, OrdersServer};
use crate::order::{OrderPlaced, PlaceOrder, Placed};
use crate::outbox;
use crate::serve::Service;

struct Books {
    pool: PgPool,
}

pub(crate) async fn start(cx: &TraceContract, options: &Options) -> Result<Service, Failed> {
    let pool = PgPoolOptions::new()
        .comment_traceparent()
        .connect(options.database()?)
        .await?;
    pool.traced(cx).migrate(&sqlx::migrate!()).await?;
    // gRPC and HTTP on one port: the layer is around the calls only.
    let calls = Routes::new(OrdersServer::new(Books { pool }));
    let routes = calls
        .into_axum_router()
        .layer(TraceLayer::new(Trust::Continue));
    let mut service = Service::new();
    service.serves(cx, options.listen, routes).await?;
    Ok(service)
}

#[traced]
#[tonic::async_trait]
impl Orders for Books {
    async fn place(&self, request: Request<PlaceOrder>) -> Result<Response<Placed>, Status> {
        let order = request.into_inner();
        if order.quantity == 0 {
            return Err(Status::invalid_argument("an order has a quantity"));
        }
        let placed = self.write(cx, &order).await;
        let id = placed.map_err(|_| Status::internal("the order was not written"))?;
        tracing::info!(order = id, "order written");
        Ok(Response::new(Placed { id }))
    }
}

#[traced]
impl Books {
    async fn write(&self, cx: &TraceContract, order: &PlaceOrder) -> sqlx::Result<i64> {
        let mut tx = self.pool.traced(cx).begin().await?;
        let insert = "INSERT INTO orders (item, quantity) VALUES ($1, $2) RETURNING id";
        let id: i64 = sqlx::query_scalar(insert)
            .bind(&order.item)
            .bind(i64::from(order.quantity))
            .fetch_one(tx.traced(cx).summary("INSERT orders"))
            .await?;
        let placed = OrderPlaced {
            id,
            item: order.item.clone(),
        };
        outbox::put(cx, &mut tx, placed).await?;
        tx.commit().await?;
        Ok(id)
    }
}
