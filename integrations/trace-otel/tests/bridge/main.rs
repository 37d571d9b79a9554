//! Spans of `tracing-opentelemetry` and ours in one trace, each with its right parent.
#![cfg(feature = "bridge")]
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod both;
mod context;
mod cost;

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use both::Both;
use trace_otel::bridge;
use trace_runtime::{TraceContract, no_span, traced};
use tracing::instrument::WithSubscriber as _;
use tracing::{Instrument as _, info_span};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, Registry};

#[traced]
async fn migrated(cx: &TraceContract) {
    not_migrated().await;
}

#[tracing::instrument]
async fn not_migrated() {
    tokio::task::yield_now().await;
    let _leaf = info_span!("leaf").entered();
}

#[tokio::test]
async fn theirs_are_children_of_ours() {
    let both = Both::new();
    trace_runtime::run("request", async |cx| migrated(cx).await).await;
    assert_eq!(
        both.tree(),
        "ours request\n  ours migrated\n    theirs not_migrated\n      theirs leaf\n"
    );
}

#[tracing::instrument]
async fn theirs_above() {
    let sealed = bridge::current().expect("a span of theirs");
    sealed.open(no_span(), async |cx| migrated(cx).await).await;
}

#[tokio::test]
async fn ours_are_children_of_theirs() {
    let both = Both::new();
    theirs_above().await;
    assert_eq!(
        both.tree(),
        "theirs theirs_above\n  ours migrated\n    theirs not_migrated\n      theirs leaf\n"
    );
}

/// Both are polled in turn, on one thread.
#[tokio::test]
async fn futures_at_once_do_not_mix() {
    let both = Both::new();
    trace_runtime::run("request", async |cx| {
        tokio::join!(
            cx.span("first", async |_| theirs_above().await),
            cx.span("second", async |_| theirs_above().await),
        );
    })
    .await;
    let turn = "    theirs theirs_above\n      ours migrated\n        theirs not_migrated\n          \
                theirs leaf\n";
    assert_eq!(
        both.tree(),
        format!("ours request\n  ours first\n{turn}  ours second\n{turn}")
    );
}

#[test]
fn one_that_is_entered_under_a_contract_is_inside_of_it() {
    let both = Both::new();
    trace_runtime::run_sync("request", |cx| {
        let job = info_span!("job");
        cx.span_sync("task", |_| {
            // Its parent is where it was made; what is in it belongs to it.
            let _entered = job.enter();
            info_span!("leaf").in_scope(|| ());
            let sealed = bridge::current().unwrap();
            sealed.open_sync("ours", |_| ());
        });
    });
    assert_eq!(
        both.tree(),
        "ours request\n  ours task\n  theirs job\n    ours ours\n    theirs leaf\n"
    );
}

#[test]
fn one_that_is_entered_again_is_still_entered() {
    let both = Both::new();
    trace_runtime::run_sync("request", |_| {
        let job = info_span!("job");
        job.in_scope(|| {
            job.in_scope(|| ());
            info_span!("leaf").in_scope(|| ());
            bridge::current().unwrap().open_sync("ours", |_| {
                info_span!("under ours").in_scope(|| ());
                job.in_scope(|| info_span!("under job").in_scope(|| ()));
            });
        });
    });
    assert_eq!(
        both.tree(),
        "ours request\n  theirs job\n    ours ours\n      theirs under ours\n    \
         theirs leaf\n    theirs under job\n"
    );
}

#[test]
fn a_parent_that_is_given_is_kept() {
    let both = Both::new();
    let first = info_span!("first");
    first.in_scope(|| {
        let sealed = bridge::current().unwrap();
        sealed.open_sync("ours", |_| {
            info_span!(parent: &first, "given").in_scope(|| ());
            info_span!("found").in_scope(|| ());
        });
    });
    drop(first);
    assert_eq!(
        both.tree(),
        "theirs first\n  ours ours\n    theirs found\n  theirs given\n"
    );
}

#[test]
fn one_without_a_parent_stays_so() {
    let both = Both::new();
    trace_runtime::run_sync("request", |_| {
        info_span!(parent: None, "background").in_scope(|| ());
    });
    assert_eq!(both.tree(), "theirs background\n");
}

#[test]
fn filters_stand_inside_or_outside() {
    for inside in [true, false] {
        let both = Both::with(|tracer| {
            let otel = tracing_opentelemetry::layer().with_tracer(tracer);
            if inside {
                let otel = otel.with_filter(LevelFilter::INFO);
                Registry::default().with(bridge::layer(otel).boxed())
            } else {
                let otel = bridge::layer(otel).with_filter(LevelFilter::INFO);
                Registry::default().with(otel.boxed())
            }
        });
        info_span!("outer").in_scope(|| {
            bridge::current().unwrap().open_sync("ours", |_| {
                tracing::debug_span!("filtered").in_scope(|| info_span!("inner").in_scope(|| ()));
            });
        });
        let expected = "theirs outer\n  ours ours\n    theirs inner\n";
        assert_eq!(both.tree(), expected, "inside: {inside}");
    }
}

struct Panics;

impl fmt::Debug for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("as a test wants it")
    }
}

#[test]
fn a_field_that_panics_leaves_nothing_behind() {
    let both = Both::new();
    trace_runtime::run_sync("request", |cx| {
        cx.span_sync("first", |_| {
            let made = catch_unwind(AssertUnwindSafe(|| info_span!("broken", field = ?Panics)));
            assert!(made.is_err());
        });
        cx.span_sync("second", |_| info_span!("leaf").in_scope(|| ()));
        let sealed = bridge::current().unwrap();
        assert_eq!(sealed.span_id(), Some(cx.span_id()));
    });
    assert!(bridge::current().is_err());
    assert_eq!(
        both.tree(),
        "ours request\n  ours first\n  ours second\n    theirs leaf\n"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_goes_on_with_either() {
    let both = Both::new();
    let subscriber = tracing::dispatcher::get_default(Clone::clone);
    trace_runtime::run("request", async |cx| {
        let on = subscriber.clone();
        let task = async move |_: &TraceContract| {
            let work = async { not_migrated().instrument(info_span!("job")).await };
            work.with_subscriber(on).await;
        };
        cx.spawn("task", task).await.unwrap();
    })
    .await;
    assert_eq!(
        both.tree(),
        "ours request\n  ours task\n    theirs job\n      theirs not_migrated\n        theirs leaf\n"
    );
}

#[test]
fn what_goes_over_is_counted() {
    let _both = Both::new();
    let before = bridge::stats();
    info_span!("theirs").in_scope(|| {
        bridge::current()
            .unwrap()
            .open_sync("ours", |_| info_span!("under").in_scope(|| ()));
    });
    // Tests run side by side.
    let after = bridge::stats();
    assert!(after.spans_without_contract > before.spans_without_contract);
    assert!(after.contracts_under_spans > before.contracts_under_spans);
    assert!(after.spans_under_contract > before.spans_under_contract);
}
