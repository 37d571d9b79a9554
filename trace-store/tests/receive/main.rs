//! OTLP over real connections, into a real store.

#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod counted;
mod faulty;
mod forward;
mod grpc;
mod hostile;
mod http;
mod peers;
mod slow;
mod support;
mod tls;
mod unwell;
