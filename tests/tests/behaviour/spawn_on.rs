//! The trace goes along to every spawner that is named.

use std::rc::Rc;
use std::sync::mpsc;

use tokio::runtime::{Builder, Handle};
use tokio::task::{JoinSet, LocalSet};
use tokio_util::task::{JoinMap, JoinQueue, TaskTracker};
use trace_runtime::spawn::BlockingSpawner;
use trace_runtime::{TraceContract, linked_trace, traced};

#[traced]
async fn leaf(cx: &TraceContract) {}

#[traced(name = "leaf")]
fn sync_leaf(cx: &TraceContract) {}

/// What each of the tests below must leave behind.
const TREE: &str = "
    test
      task
        leaf
      work
        leaf
    ";

#[tokio::test]
async fn a_join_set() {
    let recording = trace_testing::record("test", async |cx| {
        let mut set = JoinSet::new();
        cx.spawn_on(&mut set, "task", async move |cx| leaf(cx).await);
        set.join_next().await.unwrap().unwrap();
        cx.spawn_blocking_on(&mut set, "work", sync_leaf);
        set.join_next().await.unwrap().unwrap();
    })
    .await;
    recording.trace.assert_tree(TREE);
}

#[tokio::test]
async fn a_runtime_by_its_handle() {
    let recording = trace_testing::record("test", async |cx| {
        let handle = Handle::current();
        let task = cx.spawn_on(&handle, "task", async move |cx| leaf(cx).await);
        task.await.unwrap();
        let work = cx.spawn_blocking_on(&handle, "work", sync_leaf);
        work.await.unwrap();
    })
    .await;
    recording.trace.assert_tree(TREE);
}

#[tokio::test]
async fn another_runtime() {
    let recording = trace_testing::record("test", async |cx| {
        let runtime = Builder::new_multi_thread().worker_threads(1).build();
        let runtime = runtime.unwrap();
        let task = cx.spawn_on(&runtime, "task", async move |cx| leaf(cx).await);
        task.await.unwrap();
        let work = cx.spawn_blocking_on(&runtime, "work", sync_leaf);
        work.await.unwrap();
        runtime.shutdown_background();
    })
    .await;
    recording.trace.assert_tree(TREE);
}

#[tokio::test]
async fn a_task_tracker() {
    let recording = trace_testing::record("test", async |cx| {
        let tracker = TaskTracker::new();
        let task = cx.spawn_on(&tracker, "task", async move |cx| leaf(cx).await);
        task.await.unwrap();
        cx.spawn_blocking_on(&tracker, "work", sync_leaf);
        tracker.close();
        tracker.wait().await;
    })
    .await;
    recording.trace.assert_tree(TREE);
}

#[tokio::test]
async fn a_join_queue() {
    let recording = trace_testing::record("test", async |cx| {
        let mut queue = JoinQueue::new();
        cx.spawn_on(&mut queue, "task", async move |cx| leaf(cx).await);
        queue.join_next().await.unwrap().unwrap();
        cx.spawn_blocking_on(&mut queue, "work", sync_leaf);
        queue.join_next().await.unwrap().unwrap();
    })
    .await;
    recording.trace.assert_tree(TREE);
}

#[tokio::test]
async fn a_join_map_by_key() {
    let recording = trace_testing::record("test", async |cx| {
        let mut map = JoinMap::new();
        cx.spawn_on((&mut map, 'a'), "task", async move |cx| leaf(cx).await);
        assert_eq!(map.join_next().await.unwrap().0, 'a');
        cx.spawn_blocking_on((&mut map, 'b'), "work", sync_leaf);
        assert_eq!(map.join_next().await.unwrap().0, 'b');
    })
    .await;
    recording.trace.assert_tree(TREE);
}

#[tokio::test]
async fn local_tasks() {
    let recording = trace_testing::record("test", async |cx| {
        let local = LocalSet::new();
        let here = Rc::new(1);
        let on_set = cx.spawn_local_on(&local, "on the LocalSet", {
            let here = Rc::clone(&here);
            async move |cx| {
                leaf(cx).await;
                *here
            }
        });
        let in_sets = async {
            let (mut set, mut queue, mut map) = (JoinSet::new(), JoinQueue::new(), JoinMap::new());
            let tracker = TaskTracker::new();
            let one = async move |_: &TraceContract| *here;
            cx.spawn_local_on(&mut set, "in a JoinSet", one.clone());
            set.join_next().await.unwrap().unwrap();
            cx.spawn_local_on(&mut queue, "in a JoinQueue", one.clone());
            queue.join_next().await.unwrap().unwrap();
            cx.spawn_local_on((&mut map, 'a'), "in a JoinMap", one.clone());
            map.join_next().await.unwrap().1.unwrap();
            cx.spawn_local_on(&tracker, "in a TaskTracker", one)
                .await
                .unwrap()
        };
        local.run_until(in_sets).await + on_set.await.unwrap()
    })
    .await;
    assert_eq!(recording.value, 2);
    recording.trace.assert_tree(
        "
        test
          on the LocalSet
            leaf
          in a JoinSet
          in a JoinQueue
          in a JoinMap
          in a TaskTracker
        ",
    );
}

/// Another pool, as a user would teach it: one implementation, then no raw spawn.
struct OneThread(mpsc::Sender<Box<dyn FnOnce() + Send>>);

impl BlockingSpawner<()> for &OneThread {
    type Spawned = ();

    fn spawn_blocking_work(self, work: impl FnOnce() + Send + 'static) {
        let sent = self.0.send(Box::new(work));
        assert!(sent.is_ok(), "the thread takes work");
    }
}

#[tokio::test]
async fn a_pool_of_the_users_own() {
    let recording = trace_testing::record("test", async |cx| {
        let (sender, work) = mpsc::channel::<Box<dyn FnOnce() + Send>>();
        let pool = OneThread(sender);
        cx.spawn_blocking_on(&pool, "work", sync_leaf);
        drop(pool);
        std::thread::scope(|scope| {
            scope.spawn(move || work.iter().for_each(|work| work()));
        });
    })
    .await;
    recording.trace.assert_tree(
        "
        test
          work
            leaf
        ",
    );
}

#[tokio::test]
async fn a_new_linked_trace() {
    let recording = trace_testing::record("test", async |cx| {
        let mut set = JoinSet::new();
        let id = async move |cx: &TraceContract| cx.trace_id();
        cx.spawn_on(&mut set, linked_trace("task"), id);
        set.join_next().await.unwrap().unwrap() != cx.trace_id()
    })
    .await;
    assert!(recording.value, "the task has a trace of its own");
}
