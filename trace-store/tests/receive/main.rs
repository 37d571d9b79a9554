//! OTLP over real connections, into a real store.

#![allow(clippy::unwrap_used)]

mod grpc;
mod hostile;
mod http;
mod peers;
mod support;
