//! The end of the process; once, so in a process of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use trace_rollback::{RollbackScope, WithRollback as _};

#[tokio::test]
async fn shutdown_waits_for_what_is_being_undone() {
    const SLOW: Duration = Duration::from_millis(200);
    let undone = Arc::new(AtomicU64::new(0));
    let hanging = RollbackScope::open();
    for _ in 0..3 {
        let counter = Arc::clone(&undone);
        trace_runtime::run("job", async move |cx| {
            let scope = RollbackScope::open();
            scope.rollback().compensate(cx, "slow", async move |_cx| {
                tokio::time::sleep(SLOW).await;
                counter.fetch_add(1, Ordering::SeqCst);
            });
            drop(scope);
        })
        .await;
    }
    assert_eq!(trace_rollback::stats().undoing, 3);

    // One request hangs: the deadline holds, and it has been told.
    assert!(!trace_rollback::shutdown(Duration::from_millis(500)).await);
    assert_eq!(undone.load(Ordering::SeqCst), 3);
    std::future::poll_fn(|task| hanging.poll_stop(task)).await;
    hanging.keep();

    assert!(trace_rollback::shutdown(Duration::from_secs(5)).await);
    // Work that begins after that is undone as ever.
    let failed = trace_runtime::run("late", async |cx| {
        cx.with_rollback(async |cx, rollback| {
            let counter = Arc::clone(&undone);
            rollback.compensate(cx, "late", async move |_cx| {
                counter.fetch_add(1, Ordering::SeqCst);
            });
            Err::<(), _>(())
        })
        .await
    })
    .await;
    assert_eq!(failed, Err(()));
    assert_eq!(undone.load(Ordering::SeqCst), 4);
}
