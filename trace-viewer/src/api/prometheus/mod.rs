//! Rates, errors and durations in the text format of Prometheus, under the names that
//! Grafana's service map and Tempo plugin read.
//!
//! Source: "Exposition formats", Prometheus documentation; names: Grafana Tempo
//! "metrics-generator", read in Grafana's Tempo plugin 13.1.5 (`graphTransform.ts`).

// From the top down: a module stands above what it imports.
mod metrics;

mod calls;
mod own;

mod text;

mod totals;

pub(super) use metrics::metrics;
pub(super) use totals::Totals;
