//! Jaeger's first HTTP API, which Grafana's Jaeger data source calls, and Jaeger UI for one
//! trace and for dependencies.
//!
//! Source: Jaeger `cmd/jaeger/internal/extension/jaegerquery/internal/http_handler.go`, and
//! the calls of Grafana's Jaeger plugin 13.0.1 and of Jaeger UI 2.20.

// From the top down: a module stands above what it imports.
mod routes;

mod archive;
mod dependencies;
mod services;
mod traces;

mod search;

mod written;

mod answer;
mod shape;

pub(super) use routes::router;
