//! How a span ends, and that it does so exactly once.

use std::error::Error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use trace_runtime::{Status, TraceContract, stats, traced};

use crate::{check, check_sync, poll_once};

#[derive(Debug)]
struct Declined(std::num::ParseIntError);

impl fmt::Display for Declined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("card declined")
    }
}

impl Error for Declined {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[traced]
async fn charge(cx: &TraceContract, card: &str) -> Result<u64, Declined> {
    tokio::task::yield_now().await;
    card.parse().map_err(Declined)
}

#[traced]
fn charge_now(cx: &TraceContract, card: &str) -> Result<u64, Declined> {
    let cents = card.parse::<u64>().map_err(Declined)?;
    Ok(cents - cents % 10)
}

#[tokio::test]
async fn a_value_leaves_the_status_unset() {
    check(
        "
        test
          charge
          charge_now
        ",
        async |cx| {
            charge(cx, "7").await.unwrap();
            charge_now(cx, "7").unwrap();
        },
    )
    .await;
}

#[tokio::test]
async fn an_err_is_an_error_with_its_sources() {
    check(
        "
        test
          charge error.type=behaviour::endings::Declined [error]
            ! behaviour::endings::Declined: card declined: invalid digit found in string
          charge_now error.type=behaviour::endings::Declined [error]
            ! behaviour::endings::Declined: card declined: cannot parse integer from empty string
        ",
        async |cx| {
            charge(cx, "x").await.unwrap_err();
            charge_now(cx, "").unwrap_err();
        },
    )
    .await;
}

#[test]
fn reports_and_texts_are_described() {
    #[traced]
    fn report(cx: &TraceContract) -> anyhow::Result<()> {
        Err(anyhow::anyhow!("disk full").context("cannot save"))
    }
    #[traced]
    fn text(cx: &TraceContract) -> Result<(), String> {
        Err("disk full".to_owned())
    }
    #[traced(err(type))]
    fn type_only(cx: &TraceContract) -> Result<(), String> {
        Err("a secret".to_owned())
    }
    #[traced(err(off))]
    fn off(cx: &TraceContract) -> Result<(), String> {
        Err("a secret".to_owned())
    }
    check_sync(
        "
        test
          report error.type=anyhow::Error [error]
            ! anyhow::Error: cannot save: disk full
          text error.type=alloc::string::String [error]
            ! alloc::string::String: disk full
          type_only error.type=alloc::string::String [error]
            ! alloc::string::String
          off
        ",
        |cx| {
            report(cx).unwrap_err();
            text(cx).unwrap_err();
            type_only(cx).unwrap_err();
            off(cx).unwrap_err();
        },
    );
}

#[test]
fn options_and_control_flow_are_no_errors() {
    #[traced]
    fn optional(cx: &TraceContract) -> Option<u8> {
        None
    }
    #[traced]
    fn flow(cx: &TraceContract) -> std::ops::ControlFlow<u8> {
        std::ops::ControlFlow::Break(7)
    }
    check_sync(
        "
        test
          optional
          flow
        ",
        |cx| {
            optional(cx);
            let _ = flow(cx);
        },
    );
}

#[test]
fn a_panic_is_seen_by_every_span_it_passes() {
    #[traced]
    fn inner(cx: &TraceContract) {
        panic!("no stock");
    }
    #[traced]
    fn outer(cx: &TraceContract) {
        inner(cx);
    }
    check_sync(
        "
        test
          outer [panicked]
            inner error.type=panic [panicked]
              ! panic: no stock (tests/tests/behaviour/endings.rs:[..])
        ",
        |cx| {
            catch_unwind(AssertUnwindSafe(|| outer(cx))).unwrap_err();
            // The context is restored.
            assert_eq!(
                trace_runtime::current().unwrap().span_id(),
                Some(cx.span_id())
            );
        },
    );
}

#[tokio::test]
async fn a_task_that_panics_says_so() {
    let mut recording = trace_testing::record("test", async |cx| {
        let task = cx.spawn("task", async move |_| {
            tokio::task::yield_now().await;
            panic!("no stock");
        });
        assert!(task.await.unwrap_err().is_panic());
    })
    .await;
    recording.wait_for("task").await.unwrap();
    recording.trace.assert_tree(
        "
        test
          task error.type=panic [panicked]
            ! panic: no stock (tests/tests/behaviour/endings.rs:[..])
        ",
    );
}

#[tokio::test]
async fn a_dropped_future_says_cancelled() {
    #[traced]
    async fn forever(cx: &TraceContract) {
        std::future::pending().await
    }
    check(
        "
        test
          forever [cancelled]
          task [cancelled]
            forever [cancelled]
        ",
        async |cx| {
            assert!(poll_once(forever(cx)).is_pending());
            // Never polled: it never began.
            drop(forever(cx));
            let task = cx.spawn("task", async move |cx| forever(cx).await);
            tokio::task::yield_now().await;
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
        },
    )
    .await;
}

#[test]
fn what_the_code_says_stays_unless_it_fails() {
    #[traced]
    fn says(cx: &TraceContract, fail: bool) -> Result<(), &'static str> {
        cx.set_status(Status::Ok);
        if fail { Err("no") } else { Ok(()) }
    }
    check_sync(
        "
        test [error: half of it]
          says [ok]
          says error.type=&str [error]
            ! &str: no
        ",
        |cx| {
            says(cx, false).unwrap();
            says(cx, true).unwrap_err();
            cx.set_status(Status::Error("half of it".into()));
        },
    );
}

#[test]
fn an_error_that_is_dealt_with_can_be_recorded() {
    check_sync(
        "
        test error.type=core::num::error::ParseIntError [error]
          ! core::num::error::ParseIntError: invalid digit found in string
        ",
        |cx| {
            cx.record_error(&"x".parse::<u8>().unwrap_err());
        },
    );
}

/// Every way out of a function, a thousand times: as many spans as calls.
#[test]
fn spans_end_exactly_once() {
    #[traced]
    async fn step(cx: &TraceContract, way: u32) -> Result<(), String> {
        match way {
            0 => Ok(()),
            1 => Err("no".to_owned()),
            2 => panic!("no"),
            _ => std::future::pending().await,
        }
    }
    const CALLS: usize = 1_000;
    let recording = trace_testing::record_sync("test", |cx| {
        for call in 0..CALLS {
            let way = call as u32 % 4;
            let _ = catch_unwind(AssertUnwindSafe(|| poll_once(step(cx, way))));
        }
    });
    let mut ids: Vec<_> = recording
        .trace
        .spans()
        .iter()
        .map(|span| span.span_id)
        .collect();
    assert_eq!(ids.len(), CALLS + 1);
    ids.sort_by_key(|id| id.to_u64());
    ids.dedup();
    assert_eq!(ids.len(), CALLS + 1);

    let stats = stats();
    assert_eq!(
        stats.started,
        stats.exported + stats.dropped() + stats.in_flight()
    );
}
