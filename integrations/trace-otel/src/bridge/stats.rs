//! How far a migration is, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};

use super::entered;

static UNDER_CONTRACT: AtomicU64 = AtomicU64::new(0);
static WITHOUT_CONTRACT: AtomicU64 = AtomicU64::new(0);
static CONTRACTS_UNDER_SPANS: AtomicU64 = AtomicU64::new(0);

/// What went over the bridge since the process began; see [`stats`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BridgeStats {
    /// Spans of OpenTelemetry that became children of a contract.
    pub spans_under_contract: u64,
    /// Spans of OpenTelemetry that were made where no contract was current: code that
    /// is not reached by a contract yet. At the end of a migration no more are added.
    pub spans_without_contract: u64,
    /// Contracts that [`current`](super::current) made under a span of OpenTelemetry:
    /// calls that are to hand down a contract instead.
    pub contracts_under_spans: u64,
}

/// Reads the numbers.
///
/// ```
/// let stats = trace_otel::bridge::stats();
/// println!("{} spans are to be migrated", stats.spans_without_contract);
/// ```
pub fn stats() -> BridgeStats {
    BridgeStats {
        spans_under_contract: UNDER_CONTRACT.load(Ordering::Relaxed),
        spans_without_contract: WITHOUT_CONTRACT.load(Ordering::Relaxed),
        contracts_under_spans: CONTRACTS_UNDER_SPANS.load(Ordering::Relaxed),
    }
}

pub(super) fn span_made() {
    if entered::contract().is_none() {
        WITHOUT_CONTRACT.fetch_add(1, Ordering::Relaxed);
    }
}

pub(super) fn span_under_contract() {
    UNDER_CONTRACT.fetch_add(1, Ordering::Relaxed);
}

pub(super) fn contract_under_span() {
    CONTRACTS_UNDER_SPANS.fetch_add(1, Ordering::Relaxed);
}
