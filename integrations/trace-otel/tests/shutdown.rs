//! A receiver that hangs costs a shutdown its deadline, and no more.
#![allow(clippy::unwrap_used, reason = "tests may panic")]

mod support;

use std::time::{Duration, Instant};

use support::{Action, Receiver};
use trace_otel::{Config, Otlp};

#[test]
fn shutdown_keeps_its_deadline() {
    let receiver = Receiver::start([Action::Hang, Action::Hang]);
    let pipeline = Config::default()
        .otlp(Otlp::http(receiver.url().parse().unwrap()).timeout(Duration::from_secs(60)))
        .schedule_delay(Duration::from_millis(10))
        .on_notice(|_| {})
        .install()
        .unwrap();
    trace_runtime::run_sync("first", |_| ());
    let started = Instant::now();
    while receiver.requests().is_empty() {
        assert!(started.elapsed() < Duration::from_secs(10));
        std::thread::sleep(Duration::from_millis(5));
    }

    // The first span hangs in a request that had a minute; another waits.
    trace_runtime::run_sync("second", |_| ());
    let started = Instant::now();
    let ended = pipeline.shutdown(Duration::from_millis(500));
    let took = started.elapsed();
    assert!((400..800).contains(&took.as_millis()), "{took:?}");
    let stats = match ended {
        Ok(report) => report.stats,
        Err(error) => panic!("{error}"),
    };
    assert_eq!((stats.started, stats.exported, stats.dropped()), (2, 0, 2));
}
