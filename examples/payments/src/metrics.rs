//! `GET /metrics`: what the service counts, and what the tracing counts.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;

use trace_runtime::traced;
use trace_tower::Inbound;

use crate::App;
use crate::error::PaymentError;

/// What became of payments.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    made: AtomicU64,
    /// By code, of which there are few.
    refused: Mutex<BTreeMap<&'static str, u64>>,
}

impl Metrics {
    pub(crate) fn made(&self) {
        self.made.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self, code: &'static str) {
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        *refused.entry(code).or_default() += 1;
    }
}

/// The route is not traced, and its contract records nothing.
#[traced]
pub(crate) async fn metrics(
    cx: Inbound,
    State(app): State<App>,
) -> Result<impl IntoResponse, PaymentError> {
    let mut text = trace_runtime::stats().to_prometheus();
    let made = app.metrics.made.load(Ordering::Relaxed);
    let accounts = app.store.accounts(cx).await?;
    let undone = trace_rollback::stats();
    // Writing to a `String` does not fail.
    let _ = write!(
        text,
        "# HELP payments_made_total Payments that were made.\n\
         # TYPE payments_made_total counter\n\
         payments_made_total {made}\n\
         # HELP payments_accounts Accounts that are open.\n\
         # TYPE payments_accounts gauge\n\
         payments_accounts {accounts}\n\
         # HELP payments_undone_total Steps that were undone.\n\
         # TYPE payments_undone_total counter\n\
         payments_undone_total {}\n\
         # HELP payments_not_undone_total Steps that could not be undone.\n\
         # TYPE payments_not_undone_total counter\n\
         payments_not_undone_total {}\n\
         # HELP payments_refused_total Payments that were refused, by code.\n\
         # TYPE payments_refused_total counter\n",
        undone.done,
        undone.failed + undone.timed_out + undone.panicked + undone.lost,
    );
    let refused = app
        .metrics
        .refused
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    for (code, count) in refused.iter() {
        let _ = writeln!(text, "payments_refused_total{{code=\"{code}\"}} {count}");
    }
    drop(refused);
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], text))
}
