//! What a process that was killed has left to be undone.

use std::time::Duration;

use trace_rollback::durable::DurableRollback;
use trace_runtime::{TraceContract, no_span};

use crate::bank::Bank;
use crate::store::Store;

const PERIOD: Duration = Duration::from_secs(2);

/// Looks for it every two seconds, for as long as the process runs. To be called on the
/// runtime.
pub(crate) fn start(refunds: DurableRollback<Store, Bank>) {
    trace_runtime::untraced_sync("looking is not worth a trace", |cx| {
        cx.spawn_every(no_span(), PERIOD, move || {
            let refunds = refunds.clone();
            async move |cx| take_up(cx, &refunds).await
        });
    });
}

/// Each step is undone in the trace that it belongs to.
async fn take_up(cx: &TraceContract, refunds: &DurableRollback<Store, Bank>) {
    match refunds.take_up(cx).await {
        Ok(taken) if taken.undone > 0 => {
            tracing::info!(undone = taken.undone, "undone what was left");
        }
        Ok(_) => {}
        Err(_) => tracing::warn!("the journal of compensations cannot be read"),
    }
}
