//! Values and writers that misbehave.

#![allow(clippy::unwrap_used)]

mod support;

use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use serde_json::json;
use support::{Captured, json_line, logged};
use trace_runtime::run_sync;
use trace_runtime::stats::Counter;
use tracing::info;
use tracing_subscriber::layer::SubscriberExt as _;

struct Panics;

impl fmt::Debug for Panics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half \" of")?;
        panic!("within Debug")
    }
}

/// Panics with something that panics when it is dropped.
struct PanicsTwice;

impl fmt::Debug for PanicsTwice {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Again;
        impl Drop for Again {
            fn drop(&mut self) {
                panic!("within Drop")
            }
        }
        std::panic::panic_any(Again)
    }
}

struct Fails;

impl fmt::Debug for Fails {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        Err(fmt::Error)
    }
}

/// Never comes to an end by itself, and does not heed its formatter either.
struct Endless;

impl fmt::Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for _ in 0..10_000_000 {
            let _ = f.write_str("more ");
        }
        Ok(())
    }
}

#[test]
fn a_value_that_panics_costs_no_more_than_itself() {
    let panics = || trace_runtime::stats().counter(Counter::AttributePanics);
    let before = panics();
    let line =
        json_line(|| info!(a = 1, bad = ?Panics, worse = ?PanicsTwice, b = ?2, "{:?}", Panics));
    assert_eq!(line["message"], "<panicked>");
    assert_eq!(
        line["fields"],
        json!({ "a": 1, "bad": "<panicked>", "worse": "<panicked>", "b": "2" })
    );
    assert!(panics() >= before + 3);

    let text = logged(trace_log::terminal(), || info!(bad = ?Panics, b = 2, "ok")).text();
    assert!(text.ends_with(" ok bad=<panicked> b=2\n"), "{text}");
}

#[test]
fn a_value_that_fails_keeps_what_it_wrote() {
    let line = json_line(|| info!(value = ?Fails, b = 2));
    assert_eq!(line["fields"], json!({ "value": "half", "b": 2 }));
}

#[test]
fn a_value_without_end_is_cut() {
    let line = json_line(|| info!(value = ?Endless));
    assert_eq!(
        line["fields"]["value"].as_str().unwrap().len(),
        (64 << 10) + "\u{2026}".len()
    );
}

#[test]
fn a_value_may_open_spans_and_wait_for_a_thread_that_logs() {
    struct Waits(tracing::Dispatch);
    impl fmt::Debug for Waits {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            let subscriber = self.0.clone();
            let (done, waited) = mpsc::channel();
            #[expect(clippy::disallowed_methods, reason = "a thread without a trace")]
            std::thread::spawn(move || {
                tracing::dispatcher::with_default(&subscriber, || info!("from the thread"));
                done.send(()).unwrap();
            });
            waited.recv_timeout(Duration::from_secs(10)).unwrap();
            run_sync("in a Debug", |cx| write!(f, "{}", cx.trace_id()))
        }
    }
    let written = support::json(|| {
        let subscriber = tracing::dispatcher::get_default(Clone::clone);
        tracing::info_span!("a span").in_scope(|| info!(value = ?Waits(subscriber), "outer"));
    });
    assert_eq!(written.len(), 2);
    assert_eq!(written[0]["message"], "from the thread");
    assert_eq!(written[1]["fields"]["value"].as_str().unwrap().len(), 32);
}

/// Refuses the lines of odd orders.
struct Moody {
    panics: bool,
    to: Captured,
}

impl Write for Moody {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = str::from_utf8(bytes).unwrap();
        let odd = ["1}", "3}", "5}"].iter().any(|end| text.contains(end));
        match (odd, self.panics) {
            (false, _) => self.to.write(bytes),
            (true, false) => Err(io::Error::other("full")),
            (true, true) => panic!("within write"),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_or_panics_is_counted_and_used_again() {
    for panics in [false, true] {
        let before = trace_log::stats().write_failures;
        let to = Captured::default();
        let writer = Moody {
            panics,
            to: to.clone(),
        };
        let layer = trace_log::json().writer(writer);
        let subscriber = tracing_subscriber::registry().with(layer);
        tracing::subscriber::with_default(subscriber, || {
            for order in 0..6 {
                info!(order);
            }
        });
        let text = to.text();
        let lines = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(support::check);
        let orders: Vec<_> = lines.map(|line| line["fields"]["order"].as_u64()).collect();
        assert_eq!(orders, [Some(0), Some(2), Some(4)]);
        assert!(trace_log::stats().write_failures >= before + 3);
    }
}

#[test]
fn lines_of_several_threads_do_not_mix() {
    const THREADS: usize = 8;
    const LINES: usize = 500;

    /// Takes a few bytes at a time, so that a line is many calls.
    struct Slow(Captured, Arc<AtomicUsize>);
    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.1.fetch_add(1, Ordering::Relaxed);
            self.0.write(&bytes[..bytes.len().min(50)])
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let captured = Captured::default();
    let calls = Arc::new(AtomicUsize::new(0));
    let layer = trace_log::json().writer(Slow(captured.clone(), calls.clone()));
    let subscriber = tracing::Dispatch::new(tracing_subscriber::registry().with(layer));
    let start = Barrier::new(THREADS);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (subscriber, start) = (subscriber.clone(), &start);
            scope.spawn(move || {
                tracing::dispatcher::with_default(&subscriber, || {
                    start.wait();
                    run_sync("thread", |_| {
                        for line in 0..LINES {
                            info!(thread, line, "a message of some length");
                        }
                    });
                });
            });
        }
    });
    let lines = captured.json();
    assert_eq!(lines.len(), THREADS * LINES);
    assert!(calls.load(Ordering::Relaxed) > THREADS * LINES);
    for thread in 0..THREADS {
        let of_thread = lines
            .iter()
            .filter(|line| line["fields"]["thread"] == thread);
        let in_order: Vec<_> = of_thread
            .map(|line| line["fields"]["line"].as_u64())
            .collect();
        assert_eq!(in_order, (0..LINES as u64).map(Some).collect::<Vec<_>>());
    }
}
