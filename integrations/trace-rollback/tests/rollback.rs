//! What runs when, in which order, and what the trace says of it.

use std::future::pending;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use trace_rollback::{Rollback, RollbackOutcome, RollbackScope, WithRollback as _};
use trace_runtime::TraceContract;

/// What was done and undone, in order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn note(&self, what: impl Into<String>) {
        let mut notes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        notes.push(what.into());
    }

    fn read(&self) -> Vec<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Registers something that notes its name.
    fn undo(&self, cx: &TraceContract, rollback: &Rollback, name: &'static str) {
        let diary = self.clone();
        rollback.compensate(cx, name, async move |_cx| diary.note(name));
    }

    async fn wait_for(&self, count: usize) -> Vec<String> {
        for _ in 0..1_000 {
            if self.read().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.read()
    }
}

#[tokio::test]
async fn success_forgets() {
    let diary = Diary::default();
    let recording = trace_testing::record("book", async |cx| {
        cx.with_rollback(async |cx, rollback| {
            diary.undo(cx, rollback, "release");
            Ok::<_, String>(7)
        })
        .await
    })
    .await;
    assert_eq!(recording.value, Ok(7));
    recording.trace.assert_tree("book");
    // Nor is it work that was lost.
    recording.trace.assert_no_lost_context();
    assert_eq!(diary.read(), [""; 0]);
}

#[tokio::test]
async fn an_error_undoes_the_last_first_in_spans_of_their_own() {
    let diary = Diary::default();
    let recording = trace_testing::record("book", async |cx| {
        cx.with_rollback(async |cx, rollback| {
            cx.span("reserve", async |cx| diary.undo(cx, rollback, "release"))
                .await;
            diary.undo(cx, rollback, "refund");
            Err::<(), _>("declined")
        })
        .await
    })
    .await;
    assert_eq!(recording.value, Err("declined"));
    assert_eq!(diary.read(), ["refund", "release"]);
    recording.trace.assert_tree(
        "
        book error.type=&str rollback.outcome=complete [error]
          ! &str
          reserve
            release
          refund
        ",
    );
    recording.trace.assert_no_lost_context();
}

#[tokio::test]
async fn a_panic_undoes() {
    let diary = Diary::default();
    let ours = diary.clone();
    let work = trace_runtime::run("book", async move |cx| {
        cx.with_rollback(async |cx, rollback| {
            ours.undo(cx, rollback, "release");
            if cx.depth_of_trouble() > 0 {
                panic!("in the middle");
            }
            Ok::<_, String>(())
        })
        .await
    });
    #[expect(clippy::disallowed_methods, reason = "the panic ends there")]
    let panicked = tokio::spawn(work).await;
    assert!(panicked.is_err_and(|error| error.is_panic()));
    assert_eq!(diary.wait_for(1).await, ["release"]);
}

trait Trouble {
    /// What the compiler does not know to be 1.
    fn depth_of_trouble(&self) -> u64;
}

impl Trouble for TraceContract {
    fn depth_of_trouble(&self) -> u64 {
        u64::from(!self.trace_id().to_string().is_empty())
    }
}

#[tokio::test]
async fn a_dropped_future_undoes_after_its_destructors() {
    struct NotesItsEnd(Diary);
    impl Drop for NotesItsEnd {
        fn drop(&mut self) {
            self.0.note("dropped");
        }
    }
    let diary = Diary::default();
    let work = trace_runtime::run("book", async |cx| {
        cx.with_rollback(async |cx, rollback| {
            diary.undo(cx, rollback, "release");
            let _end = NotesItsEnd(diary.clone());
            pending::<Result<(), String>>().await
        })
        .await
    });
    let waited = tokio::time::timeout(Duration::from_millis(20), work).await;
    assert!(waited.is_err());
    assert_eq!(diary.wait_for(2).await, ["dropped", "release"]);
}

#[tokio::test]
async fn one_that_fails_does_not_stop_the_others() {
    let diary = Diary::default();
    let before = trace_rollback::stats();
    let recording = trace_testing::record("job", async |cx| {
        let scope = RollbackScope::open();
        let rollback = scope.rollback();
        diary.undo(cx, &rollback, "first");
        rollback.compensate(cx, "fails", async |_cx| Err::<(), _>("no such charge"));
        diary.undo(cx, &rollback, "second");
        rollback.compensate(cx, "panics", async |cx| {
            assert_eq!(cx.depth_of_trouble(), 0, "on purpose");
        });
        diary.undo(cx, &rollback, "third");
        let hurried = rollback.time_limit(Duration::from_millis(20));
        hurried.compensate(cx, "hangs", async |_cx| pending::<()>().await);
        scope.undo().await
    })
    .await;
    assert_eq!(recording.value, RollbackOutcome::Partial);
    assert_eq!(diary.read(), ["third", "second", "first"]);
    recording.trace.assert_tree(
        "
        job
          hangs [cancelled]
          third
          panics error.type=panic [panicked]
            ! panic: [..]
          second
          fails error.type=&str [error]
            ! &str
          first
        ",
    );
    let after = trace_rollback::stats();
    assert!(after.failed > before.failed, "{after:?}");
    assert!(after.panicked > before.panicked, "{after:?}");
    assert!(after.timed_out > before.timed_out, "{after:?}");
}

#[tokio::test]
async fn a_roll_back_goes_on_when_nobody_waits_for_it() {
    let diary = Diary::default();
    trace_runtime::run("job", async |cx| {
        let scope = RollbackScope::open();
        diary.undo(cx, &scope.rollback(), "release");
        drop(scope.undo());
    })
    .await;
    assert_eq!(diary.wait_for(1).await, ["release"]);
}

#[tokio::test]
async fn what_comes_late_is_run_at_once_or_forgotten() {
    let diary = Diary::default();
    trace_runtime::run("job", async |cx| {
        let (kept, undone) = (RollbackScope::open(), RollbackScope::open());
        let (late_for_kept, late_for_undone) = (kept.rollback(), undone.rollback());
        kept.keep();
        assert_eq!(undone.undo().await, RollbackOutcome::None);
        diary.undo(cx, &late_for_kept, "not needed");
        diary.undo(cx, &late_for_undone, "run at once");
    })
    .await;
    assert_eq!(diary.wait_for(1).await, ["run at once"]);
}

#[tokio::test]
async fn a_spawned_task_may_register() {
    let diary = Diary::default();
    let ours = diary.clone();
    let failed = trace_runtime::run("job", async |cx| {
        cx.with_rollback(async |cx, rollback| {
            let (rollback, diary) = (rollback.clone(), ours);
            cx.spawn("child", async move |cx| {
                diary.undo(cx, &rollback, "release")
            })
            .await
            .map_err(|_| "the child panicked")?;
            Err::<(), _>("later")
        })
        .await
    })
    .await;
    assert_eq!(failed, Err("later"));
    assert_eq!(diary.read(), ["release"]);
}

/// The future of it is `Send` wherever the work is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_works_in_a_spawned_task() {
    let (tell, told) = oneshot::channel();
    trace_runtime::run("job", async |cx| {
        cx.spawn("child", async move |cx| {
            let done = cx
                .with_rollback(async |cx, rollback| {
                    rollback.compensate(cx, "release", async |_cx| ());
                    tokio::task::yield_now().await;
                    Err::<(), _>(1)
                })
                .await;
            let _ = tell.send(done);
        })
        .await
    })
    .await
    .expect("the child does not panic");
    assert_eq!(told.await, Ok(Err(1)));
}

/// A runtime that is gone can run nothing; that is counted and said, not hidden.
#[test]
fn without_a_runtime_it_is_counted_as_lost() {
    let before = trace_rollback::stats().lost;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime starts");
    let scope = runtime.block_on(async {
        trace_runtime::run("job", async |cx| {
            let scope = RollbackScope::open();
            let rollback = scope.rollback();
            rollback.compensate(cx, "one", async |_cx| pending::<()>().await);
            rollback.compensate(cx, "two", async |_cx| ());
            scope
        })
        .await
    });
    drop(runtime);
    drop(scope);
    assert!(trace_rollback::stats().lost >= before + 2);
}
