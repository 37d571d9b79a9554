//! OTLP over real connections, into a real store.

mod grpc;
mod hostile;
mod http;
mod support;
