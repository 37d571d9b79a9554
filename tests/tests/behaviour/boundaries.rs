//! The trace goes along to every task and thread.

use std::thread;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use tokio::task::{JoinSet, LocalSet};
use tokio_util::task::TaskTracker;
use trace_runtime::propagation::Extracted;
use trace_runtime::{
    SealedContract, SpanBuilder, SpanContext, TraceContract, linked_trace, traced,
};

use crate::check;

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced(name = "leaf")]
fn sync_leaf(cx: &TraceContract) {}

#[tokio::test]
async fn a_spawned_task_is_a_child() {
    check(
        "
        test
          task
            leaf
        ",
        async |cx| {
            cx.spawn("task", async move |cx| leaf(cx).await)
                .await
                .unwrap();
        },
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tasks_of_tasks_stay_in_the_trace() {
    fn descend(cx: &TraceContract, depth: u32) {
        cx.spawn(format!("depth {depth}"), async move |cx| {
            tokio::task::yield_now().await;
            if depth > 0 {
                descend(cx, depth - 1);
            }
        });
    }
    let mut recording = trace_testing::record("test", async |cx| descend(cx, 3)).await;
    recording.wait_for("depth 0").await.unwrap();
    recording.trace.assert_tree(
        "
        test
          depth 3
            depth 2
              depth 1
                depth 0
        ",
    );
}

#[tokio::test]
async fn a_local_task_is_a_child() {
    let value = check(
        "
        test
          local
            leaf
        ",
        async |cx| {
            let local = LocalSet::new();
            let work = async {
                let not_send = std::rc::Rc::new(7);
                let spawned = cx.spawn_local("local", async move |cx| {
                    leaf(cx).await;
                    *not_send
                });
                spawned.await.unwrap()
            };
            local.run_until(work).await
        },
    )
    .await;
    assert_eq!(value, 7);
}

#[tokio::test]
async fn blocking_work_is_a_child() {
    check(
        "
        test
          blocking
            leaf
        ",
        async |cx| {
            cx.spawn_blocking("blocking", sync_leaf).await.unwrap();
        },
    )
    .await;
}

#[test]
fn a_thread_is_a_child_and_has_its_name() {
    let recording = trace_testing::record_sync("test", |cx| {
        let worker = cx.spawn_thread("worker", |cx| {
            sync_leaf(cx);
            thread::current().name().map(str::to_owned)
        });
        worker.unwrap().join().unwrap()
    });
    assert_eq!(recording.value.as_deref(), Some("worker"));
    recording.trace.assert_tree(
        "
        test
          worker
            leaf
        ",
    );
}

#[test]
fn scoped_threads_are_children() {
    let parts = [1, 2];
    let recording = trace_testing::record_sync("test", |cx| {
        thread::scope(|scope| {
            for part in &parts {
                let worker = cx.spawn_scoped(scope, "part", move |cx| {
                    cx.set_attribute("part", *part);
                    sync_leaf(cx);
                });
                worker.unwrap().join().unwrap();
            }
            // The borrowed contract itself: no span, and the right parent.
            scope.spawn(|| sync_leaf(cx)).join().unwrap();
        });
    });
    recording.trace.assert_tree(
        "
        test
          part part=1
            leaf
          part part=2
            leaf
          leaf
        ",
    );
}

#[tokio::test]
async fn a_task_for_another_spawner_is_a_child() {
    check(
        "
        test
          in a join set
            leaf
          in a tracker
            leaf
          unordered
            leaf
          unordered
            leaf
        ",
        async |cx| {
            let mut set = JoinSet::new();
            set.spawn(cx.task("in a join set", async move |cx| leaf(cx).await));
            set.join_all().await;

            let tracker = TaskTracker::new();
            tracker.spawn(cx.task("in a tracker", async move |cx| leaf(cx).await));
            tracker.close();
            tracker.wait().await;

            let mut unordered = FuturesUnordered::new();
            unordered.extend((0..2).map(|_| cx.task("unordered", async move |cx| leaf(cx).await)));
            while unordered.next().await.is_some() {}
        },
    )
    .await;
}

#[tokio::test]
async fn a_sealed_contract_opens_a_child() {
    check(
        "
        test
          opened
            leaf
          far away
            leaf
        ",
        async |cx| {
            let sealed = cx.seal();
            sealed.open("opened", async |cx| leaf(cx).await).await;
            // A raw thread, with what may be kept.
            let worker = thread::spawn(move || sealed.open_sync("far away", sync_leaf));
            worker.join().unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn each_form_can_begin_a_linked_trace() {
    let mut recording = trace_testing::record("test", async |cx| {
        let task = cx.spawn(linked_trace("task"), async move |cx| {
            leaf(cx).await;
            (cx.trace_id(), cx.correlation_id())
        });
        let (trace_id, correlation_id) = task.await.unwrap();
        assert_ne!(trace_id, cx.trace_id());
        assert_eq!(correlation_id, cx.correlation_id());

        cx.spawn_blocking(linked_trace("blocking"), sync_leaf)
            .await
            .unwrap();
        let worker = cx.spawn_thread(linked_trace("thread"), sync_leaf);
        worker.unwrap().join().unwrap();
        cx.task(linked_trace("any spawner"), async move |cx| leaf(cx).await)
            .await;
        let named = SpanBuilder::named("opened")
            .attribute("shard", 1)
            .in_linked_trace();
        cx.seal().open(named, async |cx| leaf(cx).await).await;
    })
    .await;
    recording.wait_for("opened").await.unwrap();
    recording.trace.assert_tree(
        "
        test
        task ~ linked
          leaf
        blocking ~ linked
          leaf
        thread ~ linked
          leaf
        any spawner ~ linked
          leaf
        opened shard=1 ~ linked
          leaf
        ",
    );
}

/// A span that another library recorded in this process, or a process elsewhere.
#[tokio::test]
async fn a_context_that_was_found_is_opened() {
    let recording = trace_testing::record("test", async |cx| {
        let of = |parent| {
            SealedContract::from(Extracted {
                parent: Some(parent),
                ..Extracted::default()
            })
        };
        let here = cx.span_context();
        let traceparent = here.to_traceparent();
        let traceparent = std::str::from_utf8(&traceparent).unwrap();
        let there = SpanContext::from_traceparent(traceparent).unwrap();
        of(here).open_sync("here", |_| ());
        of(there).open_sync("there", |_| ());
    })
    .await;
    let parent = Some(recording.trace.span("test").span_id);
    for (name, is_remote) in [("here", false), ("there", true)] {
        let span = recording.trace.span(name);
        assert_eq!(span.parent_span_id, parent, "{name}");
        assert_eq!(span.parent_is_remote, is_remote, "{name}");
    }
}
