//! The shapes of concurrent code that a task of the storm goes through.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use futures_util::{FutureExt, TryFutureExt};
use tokio::task::JoinSet;
use trace_runtime::channel::mpsc;
use trace_runtime::{SpanBuilder, TraceContract, linked_trace, traced};

use crate::chance::{Chance, cut, polls};
use crate::ledger::{Fate, Me, begins};

/// Polls of one shape.
const POLLS: u64 = 12;

#[derive(Debug)]
pub(crate) struct Broken;

/// A span that says in an attribute whose child it should be.
fn child_of(parent: Me, name: &'static str) -> SpanBuilder {
    SpanBuilder::named(name).attribute("believes", parent.to_i64())
}

#[traced(attributes(believes = parent.to_i64()))]
async fn step(cx: &TraceContract, parent: Me, left: u64) {
    let me = begins(cx, Some(parent));
    polls(me, left).await;
    me.ends(Fate::Returned);
}

#[traced(attributes(believes = parent.to_i64()))]
async fn fails(cx: &TraceContract, parent: Me, left: u64) -> Result<(), Broken> {
    let me = begins(cx, Some(parent));
    polls(me, left).await;
    me.ends(Fate::Failed);
    Err(Broken)
}

#[traced(attributes(believes = parent.to_i64()))]
async fn succeeds(cx: &TraceContract, parent: Me, left: u64) -> Result<(), Broken> {
    let me = begins(cx, Some(parent));
    step(cx, me, left).await;
    me.ends(Fate::Returned);
    Ok(())
}

#[traced(attributes(believes = parent.to_i64()))]
async fn panics(cx: &TraceContract, parent: Me, left: u64) {
    let me = begins(cx, Some(parent));
    polls(me, left).await;
    me.ends(Fate::Panicked);
    panic!("storm");
}

#[traced(attributes(believes = parent.to_i64()))]
fn sync_step(cx: &TraceContract, parent: Me) {
    begins(cx, Some(parent)).ends(Fate::Returned);
}

/// The life of a task: ten shapes, chosen by chance.
pub(crate) async fn live(cx: &TraceContract, parent: Me, mut chance: Chance) {
    let me = begins(cx, Some(parent));
    for _ in 0..10 {
        let shape = SHAPES[chance.below(SHAPES.len() as u64) as usize];
        pass(cx, me, shape, &mut chance).await;
        me.check_current();
    }
    me.ends(Fate::Returned);
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    Await,
    Join,
    Select,
    Timeout,
    BufferUnordered,
    TryForEach,
    Spawn,
    Abort,
    JoinSet,
    Blocking,
    Channel,
    CaughtPanic,
    TaskPanic,
    PanicInJoin,
    Sealed,
    Linked,
    Stream,
    Cut,
}

const SHAPES: [Shape; 18] = {
    use Shape::*;
    [
        Await,
        Join,
        Select,
        Timeout,
        BufferUnordered,
        TryForEach,
        Spawn,
        Abort,
        JoinSet,
        Blocking,
        Channel,
        CaughtPanic,
        TaskPanic,
        PanicInJoin,
        Sealed,
        Linked,
        Stream,
        Cut,
    ]
};

async fn pass(cx: &TraceContract, me: Me, shape: Shape, chance: &mut Chance) {
    match shape {
        Shape::Await => {
            polls(me, POLLS / 2).await;
            step(cx, me, POLLS / 2).await;
        }
        Shape::Join => {
            let few = chance.below(POLLS);
            tokio::join!(step(cx, me, POLLS), step(cx, me, few), polls(me, POLLS));
        }
        Shape::Select => {
            tokio::select! {
                () = step(cx, me, chance.below(POLLS)) => {}
                () = step(cx, me, chance.below(POLLS)) => {}
                result = succeeds(cx, me, POLLS) => { let _ = result; }
            }
            polls(me, POLLS).await;
        }
        Shape::Timeout => timeout(cx, me, chance).await,
        Shape::BufferUnordered => {
            let steps = stream::iter(0..4).map(|at| step(cx, me, POLLS / 2 + at));
            steps.buffer_unordered(3).collect::<()>().await;
        }
        Shape::TryForEach => {
            let failing = chance.below(8);
            let items = stream::iter((0..6).map(Ok));
            let done = items.try_for_each_concurrent(3, |at| {
                if at == failing {
                    fails(cx, me, at).left_future()
                } else {
                    succeeds(cx, me, POLLS - at).right_future()
                }
            });
            assert_eq!(done.await.is_err(), failing < 6);
        }
        Shape::Spawn => {
            let spawned = cx.spawn(child_of(me, "spawned"), async move |cx| {
                let of = begins(cx, Some(me));
                step(cx, of, POLLS / 2).await;
                let deeper = cx.spawn(child_of(of, "deeper"), async move |cx| {
                    let deepest = begins(cx, Some(of));
                    polls(deepest, POLLS / 2).await;
                    deepest.ends(Fate::Returned);
                });
                deeper.await.unwrap();
                of.check_current();
                of.ends(Fate::Returned);
            });
            spawned.await.unwrap();
        }
        Shape::Abort => {
            let spawned = cx.spawn(child_of(me, "aborted"), async move |cx| {
                let of = begins(cx, Some(me));
                step(cx, of, POLLS).await;
                of.ends(Fate::Returned);
            });
            polls(me, chance.below(POLLS)).await;
            spawned.abort();
            let _ = spawned.await;
            polls(me, POLLS).await;
        }
        Shape::JoinSet => {
            let mut set = JoinSet::new();
            for at in 0..3 {
                set.spawn(cx.task(child_of(me, "in a set"), async move |cx| {
                    let of = begins(cx, Some(me));
                    polls(of, POLLS / 2 + at).await;
                    of.ends(Fate::Returned);
                }));
            }
            let _ = set.join_next().await;
            // The others are aborted with the set, half of the time.
            if chance.below(2) == 0 {
                set.join_all().await;
            }
            me.check_current();
        }
        Shape::Blocking => {
            let blocking = cx.spawn_blocking(child_of(me, "blocking"), move |cx| {
                let of = begins(cx, Some(me));
                sync_step(cx, of);
                of.check_current();
                of.ends(Fate::Returned);
            });
            polls(me, POLLS).await;
            blocking.await.unwrap();
        }
        Shape::Channel => channel(cx, me).await,
        Shape::CaughtPanic => {
            let panicking = AssertUnwindSafe(panics(cx, me, chance.below(POLLS)));
            assert!(panicking.catch_unwind().await.is_err());
            polls(me, POLLS).await;
        }
        Shape::TaskPanic => {
            let left = chance.below(POLLS);
            let spawned = cx.spawn(child_of(me, "panics"), async move |cx| {
                let of = begins(cx, Some(me));
                polls(of, left).await;
                // The panic goes through this span as well.
                of.ends(Fate::Panicked);
                panics(cx, of, 0).await;
            });
            assert!(spawned.await.unwrap_err().is_panic());
            polls(me, POLLS).await;
        }
        Shape::PanicInJoin => {
            let early = chance.below(POLLS);
            // The other is dropped by the unwinding, and merely cancelled.
            let both = async {
                tokio::join!(step(cx, me, POLLS + 1), panics(cx, me, early));
            };
            assert!(AssertUnwindSafe(both).catch_unwind().await.is_err());
            polls(me, POLLS).await;
        }
        Shape::Sealed => {
            let sealed = cx.seal();
            let far = async move {
                let body = async |cx: &TraceContract| {
                    let of = begins(cx, Some(me));
                    polls(of, POLLS).await;
                    of.ends(Fate::Failed);
                    Err::<(), _>(Broken)
                };
                sealed.open(child_of(me, "opened"), body).await
            };
            far.await.unwrap_err();
        }
        Shape::Linked => {
            let spawned = cx.spawn(linked_trace("linked"), async move |cx| {
                let of = begins(cx, None);
                assert_ne!(of.trace, me.trace);
                step(cx, of, POLLS).await;
                of.ends(Fate::Returned);
            });
            spawned.await.unwrap();
        }
        Shape::Stream => {
            let items = cx.stream(child_of(me, "stream"), async move |cx, out| {
                let of = begins(cx, Some(me));
                for item in 0..4 {
                    polls(of, POLLS / 4).await;
                    out.send(item).await;
                }
                of.ends(Fate::Returned);
            });
            // All of it, or a part: then its span is cancelled.
            let wanted = if chance.below(2) == 0 { 2 } else { usize::MAX };
            items.take(wanted).collect::<Vec<_>>().await;
            me.check_current();
        }
        Shape::Cut => {
            let inner = async {
                tokio::join!(step(cx, me, POLLS), async {
                    let _ = succeeds(cx, me, POLLS).map_err(drop).await;
                });
            };
            cut(inner, chance.below(POLLS)).await;
            polls(me, POLLS).await;
        }
    }
}

async fn timeout(cx: &TraceContract, me: Me, chance: &mut Chance) {
    let left = chance.below(POLLS);
    let begun = std::sync::OnceLock::new();
    let hangs = chance.below(2) == 0;
    let limit = Duration::from_millis(if hangs { 1 } else { 60_000 });
    let body = async |cx: &TraceContract| {
        let of = begins(cx, Some(me));
        let _ = begun.set(of);
        step(cx, of, left).await;
        if hangs {
            std::future::pending::<()>().await;
        }
        of.ends(Fate::Returned);
    };
    let done = cx.timeout(child_of(me, "timeout"), limit, body).await;
    assert_eq!(done.is_err(), hangs);
    if let (true, Some(of)) = (hangs, begun.get()) {
        of.ends(Fate::Failed);
    }
    polls(me, POLLS).await;
}

async fn channel(cx: &TraceContract, me: Me) {
    let (sender, mut inbox) = mpsc::channel(1);
    let producer = cx.spawn(child_of(me, "produce"), async move |cx| {
        let of = begins(cx, Some(me));
        for _ in 0..3 {
            polls(of, POLLS / 3).await;
            if sender.send(cx, of).await.is_err() {
                break;
            }
        }
        of.ends(Fate::Returned);
    });
    while let Some(message) = inbox.recv().await {
        let handle = async |cx: &TraceContract, sent_by: Me| {
            let of = begins(cx, Some(sent_by));
            cx.set_attribute("believes", sent_by.to_i64());
            polls(of, POLLS / 3).await;
            of.ends(Fate::Returned);
        };
        message.open("handle", handle).await;
        me.check_current();
    }
    producer.await.unwrap();
}
