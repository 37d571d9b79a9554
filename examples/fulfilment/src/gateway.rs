//! The face to the public: HTTP in, gRPC out.

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use tonic::transport::Endpoint;
use tonic::{Code, Status};
use trace_runtime::{TraceContract, traced};
use trace_tonic::Channel;
use trace_tower::{Inbound, TraceLayer, trust_loopback};

use crate::Failed;
use crate::config::Options;
use crate::order::orders_client::OrdersClient;
use crate::order::{PlaceOrder, Placed};
use crate::serve::Service;

pub(crate) async fn start(cx: &TraceContract, options: &Options) -> Result<Service, Failed> {
    let orders = Endpoint::from_shared(options.orders()?.to_owned())?;
    let routes = Router::new()
        .route("/orders", post(place))
        .layer(TraceLayer::with_trust(trust_loopback))
        .with_state(Channel::connect_lazy(&orders));
    let mut service = Service::new();
    service.serves(cx, options.listen, routes).await?;
    Ok(service)
}

#[traced(name = "place order", err(type))]
async fn place(
    cx: Inbound,
    State(orders): State<Channel>,
    Json(order): Json<PlaceOrder>,
) -> Result<(StatusCode, Json<Placed>), StatusCode> {
    match ask(cx, &orders, order).await {
        Ok(placed) => {
            tracing::info!(order = placed.id, "order placed");
            Ok((StatusCode::CREATED, Json(placed)))
        }
        Err(status) => Err(match status.code() {
            Code::InvalidArgument => StatusCode::UNPROCESSABLE_ENTITY,
            Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_GATEWAY,
        }),
    }
}

#[traced(err(type))]
async fn ask(cx: &TraceContract, orders: &Channel, order: PlaceOrder) -> Result<Placed, Status> {
    let mut orders = OrdersClient::new(orders.traced(cx));
    Ok(orders.place(order).await?.into_inner())
}
