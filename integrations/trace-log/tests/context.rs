//! Which ids a line has.

#![allow(clippy::unwrap_used)]

mod support;

use support::{json, json_line};
use trace_runtime::stats::Counter;
use trace_runtime::{TraceContract, run_sync, untraced_sync};
use tracing::{info, trace};

fn assert_ids_of(line: &serde_json::Value, cx: &TraceContract) {
    assert_eq!(line["trace_id"], cx.trace_id().to_string());
    assert_eq!(line["span_id"], cx.span_id().to_string());
    assert_eq!(
        line["trace_flags"],
        format!("{:02x}", cx.trace_flags().to_u8())
    );
    assert_eq!(line["correlation_id"], cx.correlation_id().as_str());
}

#[test]
fn the_ids_are_those_of_the_innermost_span() {
    run_sync("outer", |outer| {
        outer.span_sync("inner", |inner| {
            assert_ids_of(&json_line(|| info!("in")), inner);
        });
        assert_ids_of(&json_line(|| trace!("out, at any level")), outer);
    });
}

#[test]
fn a_trace_that_is_not_sampled_has_ids() {
    // No pipeline is installed in this process, so nothing is.
    run_sync("job", |cx| {
        assert!(!cx.is_recording());
        assert_ids_of(&json_line(|| info!("in")), cx);
    });
    untraced_sync("probe", |cx| assert_ids_of(&json_line(|| info!("in")), cx));
}

#[test]
fn a_line_without_context_says_so_and_is_counted() {
    let count = |counter| trace_runtime::stats().counter(counter);
    let before = count(Counter::LogLinesWithoutContext);
    let line = json_line(|| info!(target: "lonely", "out"));
    run_sync("job", |_| json_line(|| info!(target: "lonely", "in")));
    assert_eq!(line["context"], "none");
    assert!(count(Counter::LogLinesWithoutContext) > before);
    assert!(count(Counter::LogLines) > count(Counter::LogLinesWithoutContext));

    let stats = trace_log::stats();
    let of = stats
        .targets
        .iter()
        .find(|of| of.target == "lonely")
        .unwrap();
    assert_eq!((of.lines, of.without_context), (2, 1));
    assert!(stats.lines() >= 2 && stats.lines_without_context() >= 1);
}

#[test]
fn a_spawned_task_logs_its_own_span() {
    let mut ids = None;
    let lines = json(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        ids = Some(runtime.block_on(trace_runtime::run("request", async |cx| {
            let task = cx.spawn("audit", async |cx| {
                tokio::task::yield_now().await;
                info!("in the task");
                (cx.trace_id(), cx.span_id())
            });
            info!("in the request");
            let audit = task.await.unwrap();
            info!("back in the request");
            (cx.trace_id(), cx.span_id(), audit)
        })));
    });
    let (trace_id, request, (of_audit, audit)) = ids.unwrap();
    assert_eq!(trace_id, of_audit);
    let written: Vec<_> = lines
        .iter()
        .map(|line| {
            (
                line["message"].as_str().unwrap(),
                line["span_id"].as_str().unwrap(),
            )
        })
        .collect();
    let (request, audit) = (request.to_string(), audit.to_string());
    assert_eq!(
        written,
        [
            ("in the request", &*request),
            ("in the task", &*audit),
            ("back in the request", &*request),
        ]
    );
    assert!(
        lines
            .iter()
            .all(|line| line["trace_id"] == trace_id.to_string())
    );
}
