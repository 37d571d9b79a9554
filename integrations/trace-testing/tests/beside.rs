//! Tests share a process; each loss is held against the recording it belongs to.

#![allow(
    clippy::disallowed_methods,
    reason = "what becomes of raw spawns is tested as well"
)]
#![allow(clippy::unwrap_used)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use trace_runtime::{TraceContract, traced};
use trace_testing::{Recording, Trace, record, record_sync};

#[traced]
fn leaf(cx: &TraceContract) {}

fn losses(trace: &Trace) -> String {
    let asserted = catch_unwind(AssertUnwindSafe(|| trace.assert_no_lost_context()));
    match asserted {
        Ok(()) => String::new(),
        Err(panicked) => panicked
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_default(),
    }
}

/// Each way to lose a context, as a test beside this one may have it: recorded, and
/// in a thread without a recording.
fn lose_everything() {
    let lost = record_sync("beside", |outer| {
        outer.seal().open_sync("inner", |_| leaf(outer));
        trace_runtime::run_sync("apart", |_| {});
    });
    assert!(losses(&lost.trace).contains("a span was started under"));
    assert!(losses(&lost.trace).contains("a trace was begun where"));
    assert!(trace_runtime::current().is_err());
    trace_log_line();
}

fn trace_log_line() {
    use tracing_subscriber::layer::SubscriberExt as _;
    let layer = trace_log::json().writer(std::io::sink());
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, || tracing::info!("without a span"));
}

/// Runs `lose_everything` on another thread in the midst of the recording.
fn clean_beside_losses(runtime: &tokio::runtime::Runtime) -> Recording<()> {
    let (begun, lost) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            begun.wait();
            lose_everything();
            lost.wait();
        });
        runtime.block_on(record("clean", async |cx| {
            leaf(cx);
            begun.wait();
            lost.wait();
            leaf(cx);
        }))
    })
}

#[test]
fn the_losses_of_a_test_beside_are_not_this_ones() {
    for runtime in [
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap(),
        tokio::runtime::Builder::new_multi_thread().build().unwrap(),
    ] {
        let clean = clean_beside_losses(&runtime);
        assert_eq!(losses(&clean.trace), "");
    }
}

#[test]
fn losses_beside_are_seen_in_a_recording_that_others_run_beside() {
    let (begun, done) = (Barrier::new(2), Barrier::new(2));
    thread::scope(|scope| {
        scope.spawn(|| {
            record_sync("beside", |cx| {
                begun.wait();
                leaf(cx);
                done.wait();
            })
        });
        let lost = record_sync("test", |outer| {
            begun.wait();
            outer.seal().open_sync("inner", |_| leaf(outer));
            done.wait();
        });
        assert!(losses(&lost.trace).contains("1 × a span was started under"));
    });
}

#[tokio::test]
async fn a_raw_task_of_the_tests_thread_is_seen() {
    a_raw_task_is_seen().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_raw_task_of_the_tests_runtime_is_seen() {
    a_raw_task_is_seen().await;
}

async fn a_raw_task_is_seen() {
    let recording = record("test", async |_| {
        let task = tokio::spawn(async {
            trace_log_line();
            trace_runtime::current().is_err()
        });
        let blocking = tokio::task::spawn_blocking(|| trace_runtime::current().is_err());
        assert!(task.await.unwrap() && blocking.await.unwrap());
    })
    .await;
    let lost = losses(&recording.trace);
    assert!(lost.contains("2 × `trace_runtime::current`"), "{lost}");
    assert!(
        lost.contains("1 × a log line was written outside"),
        "{lost}"
    );
}

/// Also of a trace that the recording only links to, and after the closure.
#[tokio::test]
async fn what_a_trace_loses_later_is_its_own() {
    let mut recording = record("test", async |cx| {
        let sealed = cx.seal();
        cx.spawn(trace_runtime::linked_trace("later"), async move |outer| {
            sealed.open_sync("in between", |_| leaf(outer));
        });
    })
    .await;
    recording.wait_for("later").await.unwrap();
    let lost = losses(&recording.trace);
    assert!(lost.contains("1 × a span was started under"), "{lost}");
    // What the test does afterwards is not the recording's.
    assert!(trace_runtime::current().is_err());
    assert!(!losses(&recording.trace).contains("found no span"));
}

#[test]
fn a_span_is_asked_for_by_a_name_that_only_it_has() {
    let recording = record_sync("test", |cx| {
        leaf(cx);
        cx.span_sync("part", leaf);
    });
    let message = catch_unwind(AssertUnwindSafe(|| {
        recording.trace.span("leaf").name.clone()
    }))
    .unwrap_err()
    .downcast_ref::<String>()
    .cloned()
    .unwrap();
    assert!(
        message.starts_with("2 spans are called `leaf`: choose with"),
        "{message}"
    );
    assert!(
        message.ends_with("test\n  leaf\n  part\n    leaf\n"),
        "{message}"
    );
    assert_eq!(recording.trace.spans_named("leaf").count(), 2);
    assert_eq!(recording.trace.subtree("part").span("leaf").name, "leaf");
}
