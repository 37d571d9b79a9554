//! The services of `greeter.proto`: one with a method of each kind, and one with a single method.

/// What [`Greeter`](greeter_server::Greeter) is asked.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct HelloRequest {
    /// Who is to be greeted.
    #[prost(string, tag = "1")]
    pub name: String,
}

/// What it answers.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub struct HelloReply {
    /// The greeting.
    #[prost(string, tag = "1")]
    pub message: String,
}

impl HelloRequest {
    /// For somebody of this name.
    pub fn of(name: &str) -> Self {
        HelloRequest {
            name: name.to_owned(),
        }
    }
}

impl HelloReply {
    /// For somebody of this name.
    pub fn to(name: &str) -> Self {
        HelloReply {
            message: format!("Hello {name}!"),
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
    include!(concat!(env!("OUT_DIR"), "/greeter.Greeter.rs"));
    include!(concat!(env!("OUT_DIR"), "/greeter.Doorman.rs"));
}

pub use generated::{doorman_client, doorman_server, greeter_client, greeter_server};
