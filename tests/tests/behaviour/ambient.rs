//! The span that runs can be found by code that is not handed a contract.

use std::cell::RefCell;
use std::sync::mpsc;
use std::thread;

use trace_runtime::stats::Counter;
use trace_runtime::{SealedContract, SpanId, TraceContract, stats, traced};

use crate::{check_sync, poll_once};

fn current_span() -> Option<SpanId> {
    trace_runtime::with_current(|span| span.map(|span| span.span_id()))
}

#[traced]
fn sync(cx: &TraceContract, callback: impl FnOnce() -> Option<SpanId>) -> bool {
    callback() == Some(cx.span_id())
}

#[traced]
async fn asynchronous(cx: &TraceContract) -> bool {
    let before = current_span() == Some(cx.span_id());
    tokio::task::yield_now().await;
    before && current_span() == Some(cx.span_id())
}

#[tokio::test]
async fn callbacks_find_the_span_that_runs() {
    assert_eq!(current_span(), None);
    trace_testing::record("test", async |cx| {
        assert!(sync(cx, current_span));
        assert!(asynchronous(cx).await);
        assert_eq!(current_span(), Some(cx.span_id()));
    })
    .await;
    assert_eq!(current_span(), None);
}

#[tokio::test]
async fn interleaved_futures_each_see_their_own() {
    trace_testing::record("test", async |cx| {
        let all = futures_util::future::join_all((0..10).map(|_| asynchronous(cx)));
        assert!(all.await.into_iter().all(|own| own));
        let (a, b) = tokio::join!(
            async {
                let own = asynchronous(cx).await;
                own && current_span() == Some(cx.span_id())
            },
            cx.task("task", async move |cx| {
                tokio::task::yield_now().await;
                current_span() == Some(cx.span_id())
            }),
        );
        assert!(a && b);
    })
    .await;
}

#[test]
fn an_adopted_context_opens_children() {
    fn third_party(callback: impl FnOnce()) {
        callback();
    }
    check_sync(
        "
        test
          callback
        ",
        |_| {
            third_party(|| {
                let adopted = trace_runtime::current().unwrap();
                adopted.open_sync("callback", |_| {});
            });
        },
    );
}

#[test]
fn a_thread_of_its_own_has_no_context() {
    trace_testing::record_sync("test", |_| {
        let before = stats().counter(Counter::ContextMissing);
        let missing = thread::spawn(|| trace_runtime::current().unwrap_err());
        assert!(
            missing
                .join()
                .unwrap()
                .to_string()
                .starts_with("TRACE_CONTEXT_MISSING")
        );
        assert!(stats().counter(Counter::ContextMissing) > before);
    });
}

#[test]
fn nested_runtimes_restore_the_context() {
    trace_testing::record_sync("test", |cx| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        let inner = runtime.block_on(cx.task("inner", async move |cx| {
            assert_eq!(current_span(), Some(cx.span_id()));
            cx.span_id()
        }));
        assert_ne!(inner, cx.span_id());
        assert_eq!(current_span(), Some(cx.span_id()));
    });
}

/// Tells which span was current when it was dropped.
struct Witness(mpsc::Sender<Option<SpanId>>);

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.0.send(current_span());
    }
}

#[test]
fn destructors_of_a_cancelled_future_see_its_span() {
    #[traced]
    async fn held(cx: &TraceContract, witness: Witness) {
        let _witness = witness;
        cx.set_attribute("began", true);
        std::future::pending().await
    }
    let (dropped, seen) = mpsc::channel();
    let recording = trace_testing::record_sync("test", |cx| {
        assert!(poll_once(held(cx, Witness(dropped))).is_pending());
        assert_eq!(current_span(), Some(cx.span_id()));
    });
    assert_eq!(
        seen.recv().unwrap(),
        Some(recording.trace.span("held").span_id)
    );
}

#[test]
fn destructors_of_a_panic_see_their_span() {
    #[traced]
    fn fails(cx: &TraceContract, witness: Witness) {
        let _witness = witness;
        panic!("no stock");
    }
    let (dropped, seen) = mpsc::channel();
    let recording = trace_testing::record_sync("test", |cx| {
        let failed = std::panic::AssertUnwindSafe(|| fails(cx, Witness(dropped)));
        std::panic::catch_unwind(failed).unwrap_err();
    });
    assert_eq!(
        seen.recv().unwrap(),
        Some(recording.trace.span("fails").span_id)
    );
}

/// Panics when it is dropped.
struct Fails;

impl Drop for Fails {
    fn drop(&mut self) {
        panic!("in a destructor");
    }
}

#[test]
fn a_destructor_that_panics_leaves_the_span_outside_current() {
    #[traced]
    async fn held(cx: &TraceContract, fails: Fails, witness: Witness) {
        let _held = (witness, fails);
        cx.set_attribute("began", true);
        std::future::pending().await
    }
    let (dropped, seen) = mpsc::channel();
    let recording = trace_testing::record_sync("test", |cx| {
        let cancelled = std::panic::AssertUnwindSafe(|| {
            let _ = poll_once(held(cx, Fails, Witness(dropped)));
        });
        std::panic::catch_unwind(cancelled).unwrap_err();
        assert_eq!(current_span(), Some(cx.span_id()));
    });
    let held = recording.trace.span("held");
    assert_eq!(seen.recv().unwrap(), Some(held.span_id));
    assert!(held.attribute("error.type").is_some() && !held.is_cancelled());
}

/// Does what it can while its thread goes away.
struct AtThreadExit(SealedContract, mpsc::Sender<bool>);

impl Drop for AtThreadExit {
    fn drop(&mut self) {
        let missing = trace_runtime::current().is_err();
        self.0
            .open_sync("at thread exit", |cx| cx.set_attribute("late", true));
        let _ = self.1.send(missing);
    }
}

thread_local! {
    static AT_EXIT: RefCell<Option<AtThreadExit>> = const { RefCell::new(None) };
}

#[test]
fn destructors_of_thread_locals_can_trace() {
    for span_first in [true, false] {
        let (exited, exit) = mpsc::channel();
        let mut recording = trace_testing::record_sync("test", |cx| {
            let sealed = cx.seal();
            let worker = thread::spawn(move || {
                let keep = |sealed: &SealedContract| {
                    let at_exit = AtThreadExit(sealed.clone(), exited);
                    AT_EXIT.with_borrow_mut(|slot| *slot = Some(at_exit));
                };
                // Thread-locals are destroyed in an order that depends on which
                // was made first: the buffer of this thread, or ours.
                if span_first {
                    sealed.open_sync("work", |_| {});
                    keep(&sealed);
                } else {
                    keep(&sealed);
                    sealed.open_sync("work", |_| {});
                }
            });
            worker.join().unwrap();
        });
        assert!(exit.recv().unwrap(), "no span runs in a destructor");
        recording.wait_for_sync("at thread exit").unwrap();
        recording.trace.assert_tree(
            "
            test
              work
              at thread exit late=true
            ",
        );
    }
}

#[test]
fn a_stale_parent_is_counted() {
    #[traced]
    fn leaf(cx: &TraceContract) {}

    #[traced]
    fn middle(cx: &TraceContract, outer: &Outer<'_>) {
        leaf(outer.0);
    }
    struct Outer<'a>(&'a TraceContract);

    let before = stats().counter(Counter::StaleParent);
    let recording = trace_testing::record_sync("test", |cx| middle(cx, &Outer(cx)));
    assert!(stats().counter(Counter::StaleParent) > before);
    recording.trace.assert_tree(
        "
        test
          middle
          leaf
        ",
    );
}
