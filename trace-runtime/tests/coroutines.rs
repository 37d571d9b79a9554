//! Coroutines with stacks of their own: spans are entered on one stack and left on
//! another's time, in any order. `cargo xtask sanitizer` runs this under
//! AddressSanitizer, which sees what a plain run may survive.

// In a test, also in what it calls.
#![allow(clippy::unwrap_used)]

use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::OnceLock;

use corosensei::{Coroutine, CoroutineResult, Yielder};
use fastrand::Rng;
use trace_runtime::exporter::JsonExporter;
use trace_runtime::{Pipeline, SpanId, run_sync, with_current};

type Job = Coroutine<(), (), ()>;

/// Has spans recorded: those that are not, lend their parent's contract on.
fn recorded() {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| {
        let nowhere = JsonExporter::new(std::io::sink());
        Pipeline::builder().exporter(nowhere).install().unwrap()
    });
}

/// One that has entered a span and waits in it.
fn waiting() -> Job {
    let mut job = Job::new(|yielder, ()| {
        run_sync("job", |cx| {
            yielder.suspend(());
            cx.add_event("resumed", ());
        });
    });
    job.resume(());
    job
}

/// What may become of a coroutine while somebody looks at the span that it is in.
#[derive(Debug, Clone, Copy)]
enum End {
    Dropped,
    Resumed,
}

impl End {
    const ALL: [End; 2] = [End::Dropped, End::Resumed];

    fn of(self, job: &RefCell<Option<Job>>) {
        let job = job.borrow_mut().take();
        if let (End::Resumed, Some(mut job)) = (self, job) {
            while let CoroutineResult::Yield(()) = job.resume(()) {}
        }
    }
}

#[test]
fn the_current_span_may_end_while_it_is_looked_at() {
    recorded();
    for end in End::ALL {
        let job = RefCell::new(Some(waiting()));
        with_current(|span| {
            let span = span.unwrap();
            let before = format!("{span:?} {}", span.correlation_id());
            end.of(&job);
            assert_eq!(format!("{span:?} {}", span.correlation_id()), before);
            assert_eq!(span.span_context().span_id(), span.span_id());
        });
        with_current(|span| assert!(span.is_none(), "{end:?}"));
    }
}

#[test]
fn the_span_that_a_sealed_contract_came_from_may_end() {
    recorded();
    for end in End::ALL {
        let job = RefCell::new(Some(waiting()));
        let sealed = trace_runtime::current().unwrap();
        end.of(&job);
        sealed.open_sync("after", |cx| {
            assert_eq!(cx.trace_id(), sealed.trace_id());
            assert_eq!(cx.correlation_id(), sealed.correlation_id());
        });
    }
}

/// Ends a coroutine when it is shown, as an error does that is recorded.
struct Ends<'a>(End, &'a RefCell<Option<Job>>);

impl fmt::Debug for Ends<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Ends<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.of(self.1);
        f.write_str("ended")
    }
}

impl std::error::Error for Ends<'_> {}

#[test]
fn what_is_recorded_may_end_the_span_that_is_current() {
    recorded();
    for end in End::ALL {
        run_sync("outer", |cx| {
            let job = RefCell::new(Some(waiting()));
            cx.record_error(&Ends(end, &job));
            let job = RefCell::new(Some(waiting()));
            cx.span_sync("inner", |cx| {
                cx.set_attribute("value", Ends(end, &job).to_string());
            });
            with_current(|span| assert_eq!(span.unwrap().span_id(), cx.span_id()));
        });
    }
}

#[test]
fn a_panic_may_pass_while_another_stack_is_in_a_span() {
    recorded();
    for end in End::ALL {
        let job = RefCell::new(Some(waiting()));
        struct AtUnwind<'a>(End, &'a RefCell<Option<Job>>);
        impl Drop for AtUnwind<'_> {
            fn drop(&mut self) {
                self.0.of(self.1);
            }
        }
        let caught = catch_unwind(AssertUnwindSafe(|| {
            run_sync("outer", |_| {
                let _at_unwind = AtUnwind(end, &job);
                panic!("through a span");
            });
        }));
        assert!(caught.is_err());
        with_current(|span| assert!(span.is_none()));
    }
}

/// The spans that were entered and have not been left, in order: the newest is
/// current, on whatever stack it was entered.
#[derive(Clone, Default)]
struct Model(Rc<RefCell<Vec<SpanId>>>);

impl Model {
    fn check(&self) {
        let newest = self.0.borrow().last().copied();
        with_current(|span| assert_eq!(span.map(|span| span.span_id()), newest));
    }

    fn enter(&self, span: SpanId) -> Left<'_> {
        self.0.borrow_mut().push(span);
        Left(self, span)
    }
}

struct Left<'a>(&'a Model, SpanId);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.0.0.borrow_mut().retain(|span| *span != self.1);
    }
}

/// Thrown on purpose.
struct Thrown;

/// Spans in spans, which wait, panic and look at what is current.
fn wander(yielder: &Yielder<(), ()>, model: &Model, rng: &mut Rng, depth: u8) {
    let _ = catch_unwind(AssertUnwindSafe(|| {
        run_sync("span", |cx| {
            let left = model.enter(cx.span_id());
            for _ in 0..rng.u8(1..4) {
                model.check();
                match rng.u8(0..8) {
                    0..4 => yielder.suspend(()),
                    4..6 if depth < 4 => wander(yielder, model, rng, depth + 1),
                    // Of its own text: the hook has nothing to say.
                    6 => std::panic::resume_unwind(Box::new(Thrown)),
                    _ => cx.set_attribute("depth", i64::from(depth)),
                }
            }
            model.check();
            drop(left);
        });
    }))
    // What was thrown by a coroutine that is being dropped must go on.
    .map_err(|thrown| {
        if !thrown.is::<Thrown>() {
            std::panic::resume_unwind(thrown);
        }
    });
}

/// Thousands of steps: one of many coroutines is begun, resumed or dropped.
fn storm(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let model = Model::default();
    let mut jobs: Vec<Job> = Vec::new();
    for _ in 0..2_000 {
        model.check();
        let at = rng.usize(0..16);
        if at >= jobs.len() {
            let (model, mut rng) = (model.clone(), rng.fork());
            jobs.push(Job::new(move |yielder, ()| {
                wander(yielder, &model, &mut rng, 0);
            }));
        } else if rng.u8(0..10) == 0 {
            drop(jobs.swap_remove(at));
        } else if let CoroutineResult::Return(()) = jobs[at].resume(()) {
            jobs.swap_remove(at);
        }
    }
    while !jobs.is_empty() {
        drop(jobs.swap_remove(rng.usize(0..jobs.len())));
        model.check();
    }
    with_current(|span| assert!(span.is_none()));
}

#[test]
fn storms_of_coroutines() {
    recorded();
    for seed in 0..24 {
        storm(seed);
    }
}

/// Waits while it is shown.
struct Waits<'a>(&'a Yielder<(), ()>);

impl fmt::Debug for Waits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Waits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.suspend(());
        f.write_str("waited")
    }
}

impl std::error::Error for Waits<'_> {}

/// However often two of them end in the order in which they began.
#[test]
fn coroutines_that_wait_in_a_callback_leave_room_for_others() {
    recorded();
    for round in 0..10 {
        let waiting = || {
            let mut job = Job::new(|yielder, ()| {
                run_sync("job", |cx| cx.record_error(&Waits(yielder)));
            });
            job.resume(());
            assert!(!job.done(), "round {round}");
            job
        };
        let mut jobs = [waiting(), waiting()];
        for job in &mut jobs {
            job.resume(());
            assert!(job.done());
        }
        assert_eq!(trace_runtime::integration::contain(|| 5), Some(5));
    }
}
