//! The messages of `payments.proto`, and what is generated from it.

use prost::Message;

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ChargeRequest {
    #[prost(int64, tag = "1")]
    pub(crate) order: i64,
    #[prost(int64, tag = "2")]
    pub(crate) cents: i64,
    /// The same in every try: the bank charges once for it.
    #[prost(string, tag = "3")]
    pub(crate) key: String,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Charged {
    #[prost(string, tag = "1")]
    pub(crate) receipt: String,
}

mod generated {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::all,
        clippy::unwrap_used,
        reason = "generated"
    )]
    include!(concat!(env!("OUT_DIR"), "/shop.Payments.rs"));
}

pub(crate) use generated::{payments_client, payments_server};
