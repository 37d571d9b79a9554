//! What the services say to one another.

use serde::{Deserialize, Serialize};

/// What the gateway is asked, and asks for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, prost::Message)]
pub(crate) struct PlaceOrder {
    #[prost(string, tag = "1")]
    pub(crate) item: String,
    #[prost(uint32, tag = "2")]
    pub(crate) quantity: u32,
}

#[derive(Clone, PartialEq, Eq, Serialize, prost::Message)]
pub(crate) struct Placed {
    #[prost(int64, tag = "1")]
    pub(crate) id: i64,
}

/// What goes through the outbox and the stream.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OrderPlaced {
    pub(crate) id: i64,
    pub(crate) item: String,
}

impl OrderPlaced {
    /// An order that nobody has placed.
    pub(crate) fn nobody() -> Self {
        OrderPlaced {
            id: 0,
            item: "nothing".to_owned(),
        }
    }
}

mod generated {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::all,
        clippy::unwrap_used,
        reason = "generated"
    )]
    include!(concat!(env!("OUT_DIR"), "/fulfilment.Orders.rs"));
}

pub(crate) use generated::{orders_client, orders_server};
