//! Charges cards, over gRPC. Its bank is busy now and then, and declines some cards.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use axum::middleware;
use tonic::service::Routes;
use tonic::{Request, Response, Status};
use trace_runtime::{TraceContract, Trust, traced};
use trace_tonic::TraceLayer;

use super::fault::{self, Broken, Fault};
use super::proto::payments_server::{Payments, PaymentsServer};
use super::proto::{ChargeRequest, Charged};
use super::serve::Service;
use crate::Failed;
use crate::config::{Role, Settings};

struct Desk {
    fault: Fault,
}

pub(super) async fn start(_cx: &TraceContract, settings: &Settings) -> Result<Service, Failed> {
    let fault = Fault::of(Role::Payments, settings);
    let calls = Routes::new(PaymentsServer::new(Desk { fault }));
    let routes = calls
        .into_axum_router()
        .layer(TraceLayer::new(Trust::Continue))
        .layer(middleware::from_fn_with_state(fault, fault::lose));
    Service::of(routes).await
}

#[traced]
#[tonic::async_trait]
impl Payments for Desk {
    async fn charge(&self, request: Request<ChargeRequest>) -> Result<Response<Charged>, Status> {
        let ChargeRequest { order, cents, key } = request.into_inner();
        cx.set_attribute("order.id", order);
        self.fault.linger(cx).await;
        let receipt = self.bank(cx, cents, &key).await.inspect_err(|refused| {
            tracing::error!(order.id = order, %refused, "not charged");
        })?;
        Ok(Response::new(Charged { receipt }))
    }
}

#[traced]
impl Desk {
    /// Gives the same receipt for a key as before: a call that is repeated because its answer was
    /// lost charges nothing more.
    async fn bank(&self, cx: &TraceContract, cents: i64, key: &str) -> Result<String, Refused> {
        cx.set_attribute("cents", cents);
        tokio::time::sleep(Duration::from_millis(fastrand::u64(4..14))).await;
        self.fault.strike(Role::Payments).map_err(Refused::Broken)?;
        match fastrand::u8(..50) {
            0 => Err(Refused::Expired),
            1 => Err(Refused::Busy),
            _ => Ok(format!("receipt-{key}")),
        }
    }
}

/// Why the bank did not pay.
#[derive(Debug)]
enum Refused {
    Expired,
    Busy,
    /// The service was told to fail.
    Broken(Broken),
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refused::Expired => f.write_str("card declined: expired"),
            Refused::Busy => f.write_str("the bank is busy"),
            Refused::Broken(broken) => broken.fmt(f),
        }
    }
}

impl Error for Refused {}

impl From<Refused> for Status {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Busy => Status::unavailable(refused.to_string()),
            Refused::Expired | Refused::Broken(_) => {
                Status::failed_precondition(refused.to_string())
            }
        }
    }
}
