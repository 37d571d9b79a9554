//! Traces as Jaeger's HTTP API (version 1) answers them and as its page saves them.
//!
//! Source: Jaeger, `internal/uimodel/model.go`, and the mapping of
//! <https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/>, read backwards.

// From the top down: a module stands above what it imports.
mod convert;

mod shapes;

pub(super) use convert::traces;
