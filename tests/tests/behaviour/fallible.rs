//! Closures whose spans say why they failed: every form, every kind of error.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::task::{JoinSet, LocalSet};
use trace_runtime::propagation::Extracted;
use trace_runtime::span::FallibleReturn;
use trace_runtime::{Carried, Gated, SpanBuilder, TraceContract, Trust, fallible, linked_trace};
use trace_testing::{record, record_sync};

#[derive(Debug)]
struct Declined;

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("card declined")
    }
}

impl Error for Declined {}

/// An error with a source.
#[derive(Debug)]
struct Unpaid(Declined);

impl fmt::Display for Unpaid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("order unpaid")
    }
}

impl Error for Unpaid {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

const TEXT: &str = "order unpaid: card declined";

fn unpaid() -> Result<(), Unpaid> {
    Err(Unpaid(Declined))
}

/// What the exception of the only span `name` says, that is an error.
#[track_caller]
fn text_of(trace: &trace_testing::Trace, name: &str) -> String {
    let span = trace.span(name);
    assert!(span.status().is_error(), "{span:?}");
    let event = span.event("exception").expect("an exception is recorded");
    let message = event.attribute("exception.message");
    message.expect("it has a text").to_string()
}

#[tokio::test]
async fn every_async_form_says_why() {
    let mut recording = record("test", async |cx| {
        let now = Duration::from_millis(1);
        let sealed = cx.seal();
        let gated = Gated::new(());
        let body = async |_: &TraceContract| unpaid();
        cx.span(fallible("span"), body).await.unwrap_err();
        cx.timeout(fallible("timeout"), Duration::MAX, body)
            .await
            .unwrap()
            .unwrap_err();
        sealed.open(fallible("open"), body).await.unwrap_err();
        gated
            .call(cx, fallible("call"), async |_, ()| unpaid())
            .await
            .unwrap_err();
        Carried::new(cx, ())
            .open(fallible("carried"), async |_, ()| unpaid())
            .await
            .unwrap_err();
        cx.task(fallible("task"), body).await.unwrap_err();
        cx.local_task(fallible("task_local"), body)
            .await
            .unwrap_err();
        cx.spawn(fallible("spawn"), body)
            .await
            .unwrap()
            .unwrap_err();
        cx.spawn_after(fallible("spawn_after"), now, body)
            .await
            .unwrap()
            .unwrap_err();
        let mut set = JoinSet::new();
        cx.spawn_on(&mut set, fallible("spawn_on"), body);
        set.join_next().await.unwrap().unwrap().unwrap_err();
        LocalSet::new()
            .run_until(async {
                cx.spawn_local(fallible("spawn_local"), body)
                    .await
                    .unwrap()
                    .unwrap_err();
                let mut set = JoinSet::new();
                cx.spawn_local_on(&mut set, fallible("spawn_local_on"), body);
                set.join_next().await.unwrap().unwrap().unwrap_err();
            })
            .await;
        let rows = cx.stream(fallible("stream"), async move |_, out| {
            out.send(1).await;
            unpaid()
        });
        assert_eq!(rows.collect::<Vec<i32>>().await, [1]);
        let items = stream::iter([Ok(1), Err(Unpaid(Declined))]);
        let items = cx.trace_stream(fallible("trace_stream"), items);
        assert_eq!(items.collect::<Vec<_>>().await.len(), 2);
        let ticks = cx.spawn_every(fallible("spawn_every"), now, || async |_| unpaid());
        tokio::time::sleep(Duration::from_millis(20)).await;
        ticks.abort();
    })
    .await;
    recording.wait_for("spawn_every").await.unwrap();
    for name in [
        "span",
        "timeout",
        "open",
        "call",
        "carried",
        "task",
        "task_local",
        "spawn",
        "spawn_after",
        "spawn_on",
        "spawn_local",
        "spawn_local_on",
        "stream",
        "trace_stream",
    ] {
        assert_eq!(text_of(&recording.trace, name), TEXT, "{name}");
    }
    let ticked = recording.trace.spans().iter();
    let mut ticked = ticked.filter(|span| span.name == "spawn_every");
    let tick = ticked.next().unwrap();
    assert_eq!(tick.status().message(), TEXT);
}

#[tokio::test]
async fn every_sync_form_says_why() {
    let recording = record("test", async |cx| {
        let body = |_: &TraceContract| unpaid();
        cx.span_sync(fallible("span"), body).unwrap_err();
        cx.seal().open_sync(fallible("open"), body).unwrap_err();
        Gated::new(())
            .call_sync(cx, fallible("call"), |_, ()| unpaid())
            .unwrap_err();
        Carried::new(cx, ())
            .open_sync(fallible("carried"), |_, ()| unpaid())
            .unwrap_err();
        let thread = cx.spawn_thread(fallible("thread"), body).unwrap();
        thread.join().unwrap().unwrap_err();
        std::thread::scope(|scope| {
            let thread = cx.spawn_scoped(scope, fallible("scoped"), body).unwrap();
            thread.join().unwrap().unwrap_err();
        });
        cx.spawn_blocking(fallible("blocking"), body)
            .await
            .unwrap()
            .unwrap_err();
        let mut set = JoinSet::new();
        cx.spawn_blocking_on(&mut set, fallible("blocking_on"), body);
        set.join_next().await.unwrap().unwrap().unwrap_err();
    })
    .await;
    for name in [
        "span",
        "open",
        "call",
        "carried",
        "thread",
        "scoped",
        "blocking",
        "blocking_on",
    ] {
        assert_eq!(text_of(&recording.trace, name), TEXT, "{name}");
    }
}

#[tokio::test]
async fn the_roots_say_why() {
    let recording = record(fallible("record"), async |_| unpaid()).await;
    assert_eq!(text_of(&recording.trace, "record"), TEXT);
    let recording = record_sync(fallible("record_sync"), |_| unpaid());
    assert_eq!(text_of(&recording.trace, "record_sync"), TEXT);

    let mut roots = Vec::new();
    let body = async |cx: &TraceContract| {
        roots.push(cx.trace_id());
        unpaid()
    };
    let _ = trace_runtime::run(fallible("root"), body).await;
    let _ = trace_runtime::run_sync(fallible("root"), |cx| {
        roots.push(cx.trace_id());
        unpaid()
    });
    let body = async |cx: &TraceContract| {
        roots.push(cx.trace_id());
        unpaid()
    };
    let nobody = Extracted::default();
    let _ = trace_runtime::run_inbound(nobody, Trust::Continue, fallible("root"), body).await;
    assert_eq!(roots.len(), 3);
    for root in roots {
        let trace = trace_testing::trace_of(root).await.unwrap();
        assert_eq!(text_of(&trace, "root"), TEXT);
    }
}

/// A plain name takes whatever is returned, and records the type of an `Err`.
#[test]
fn a_plain_name_takes_any_return() {
    struct Opaque;
    let recording = record_sync("test", |cx| {
        let opaque = |_: &TraceContract| Err::<(), Opaque>(Opaque);
        assert!(cx.span_sync("err", opaque).is_err());
        cx.span_sync(SpanBuilder::named("value"), |_| Opaque);
    });
    recording.trace.assert_tree(
        "
        test
          err error.type=[..]::Opaque [error]
            ! [..]::Opaque
          value
        ",
    );
}

#[test]
fn it_composes_with_what_else_is_said_of_a_span() {
    let recording = record_sync("test", |cx| {
        let built = SpanBuilder::named(String::from("built")).attribute("tries", 3);
        cx.span_sync(fallible(built), |_| unpaid()).unwrap_err();
        let linked = fallible(linked_trace("linked"));
        cx.span_sync(linked, |of| {
            assert_ne!(of.trace_id(), cx.trace_id());
            unpaid()
        })
        .unwrap_err();
        assert!(
            cx.span_sync(fallible("fine"), |_| "7".parse::<u8>())
                .is_ok()
        );
    });
    assert_eq!(text_of(&recording.trace, "built"), TEXT);
    assert!(!recording.trace.span("fine").status().is_error());
}

/// Each kind of error, with its sources where it has some.
#[test]
fn every_kind_of_error_is_taken() {
    fn says<By: 'static, E>(error: E) -> String
    where
        Result<(), E>: FallibleReturn<By>,
    {
        let recording = record_sync("test", |cx| {
            cx.span_sync(fallible("failing"), |_| Err::<(), E>(error))
                .is_err()
        });
        assert!(recording.value);
        text_of(&recording.trace, "failing")
    }

    assert_eq!(says(Unpaid(Declined)), TEXT);
    assert_eq!(says(&Unpaid(Declined)), TEXT);
    assert_eq!(says(Box::new(Unpaid(Declined))), TEXT);
    assert_eq!(says(Arc::new(Unpaid(Declined))), TEXT);
    assert_eq!(says(Rc::new(Unpaid(Declined))), TEXT);
    assert_eq!(says::<_, &dyn Error>(&Unpaid(Declined)), TEXT);
    assert_eq!(says::<_, Box<dyn Error>>(Box::new(Unpaid(Declined))), TEXT);
    assert_eq!(
        says::<_, Box<dyn Error + Send>>(Box::new(Unpaid(Declined))),
        TEXT
    );
    assert_eq!(
        says::<_, Box<dyn Error + Send + Sync>>(Box::new(Unpaid(Declined))),
        TEXT
    );
    assert_eq!(says::<_, Rc<dyn Error>>(Rc::new(Unpaid(Declined))), TEXT);
    assert_eq!(says::<_, Arc<dyn Error>>(Arc::new(Unpaid(Declined))), TEXT);
    assert_eq!(
        says::<_, Arc<dyn Error + Send + Sync>>(Arc::new(Unpaid(Declined))),
        TEXT
    );
    assert_eq!(
        says(anyhow::Error::new(Declined).context("order unpaid")),
        TEXT
    );
    assert_eq!(says(TEXT), TEXT);
    assert_eq!(says(TEXT.to_owned()), TEXT);
    assert_eq!(says(Cow::Borrowed(TEXT)), TEXT);
    assert_eq!(says::<_, Box<str>>(TEXT.into()), TEXT);
    assert_eq!(says::<_, Rc<str>>(TEXT.into()), TEXT);
    assert_eq!(says::<_, Arc<str>>(TEXT.into()), TEXT);
}

/// An error that borrows, as from a parser.
#[test]
fn an_error_may_borrow() {
    #[derive(Debug)]
    struct Unknown<'a>(&'a str);
    impl fmt::Display for Unknown<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "unknown word {}", self.0)
        }
    }
    impl Error for Unknown<'_> {}

    fn parse<'a>(cx: &TraceContract, text: &'a str) -> Result<u8, Unknown<'a>> {
        cx.span_sync(fallible("own"), |_| Err(Unknown(text)))
    }
    fn boxed<'a>(cx: &TraceContract, text: &'a str) -> Result<u8, Box<dyn Error + 'a>> {
        cx.span_sync(fallible("boxed"), |_| Err(Unknown(text).into()))
    }
    fn sync<'a>(
        cx: &TraceContract,
        text: &'a str,
    ) -> Result<u8, Box<dyn Error + Send + Sync + 'a>> {
        cx.span_sync(fallible("sync"), |_| Err(Unknown(text).into()))
    }
    let recording = record_sync("test", |cx| {
        let text = String::from("frob");
        assert!(parse(cx, &text).is_err());
        assert!(boxed(cx, &text).is_err());
        assert!(sync(cx, &text).is_err());
    });
    for name in ["own", "boxed", "sync"] {
        assert_eq!(text_of(&recording.trace, name), "unknown word frob");
    }
}
