//! Jaeger's API of version 3, which Jaeger UI calls since 2.15, and Grafana's plugin behind a
//! flag.
//!
//! Source: Jaeger `internal/apiv3` (`http_gateway.go`, `query_parser.go`), and the calls of
//! Jaeger UI `packages/jaeger-ui/src/api/v3/client.ts` in August 2026.

// From the top down: a module stands above what it imports.
mod routes;

mod services;
mod summaries;
mod traces;

mod search;

mod failure;

pub(super) use routes::router;
