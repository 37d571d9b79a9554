//! What Grafana's Tempo data source calls, under `/tempo`.
//!
//! Source: Grafana Tempo "HTTP API", and the calls of Grafana's Tempo plugin 13.1.5.

// From the top down: a module stands above what it imports.
mod routes;

mod search;
mod tags;
mod traces;

mod failure;

pub(super) use routes::router;
pub(super) use traces::{asks_for_protobuf, trace_v1};
