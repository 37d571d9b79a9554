//! What it costs to count a request: `cargo run --release -p trace-metrics --example cost`.
//!
//! Each figure is nanoseconds for one, the best and the median of several rounds, which take
//! turns: on a machine that is shared with others the best is the one to read.

use std::future::Future;
use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Waker};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::Request;
use tower::Service as _;
use trace_metrics::{Histogram, RequestDurations};
use trace_runtime::Trust;
use trace_tower::TraceLayer;

const ROUNDS: usize = 15;
const TIMES: u32 = 200_000;

fn main() {
    let histogram = Histogram::new();
    let durations = RequestDurations::new();
    let layer = TraceLayer::new(Trust::Restart);
    let mut plain = app(layer.clone());
    let mut counted = app(layer.on_served(durations.observer()));
    let mut measured: [(&str, Vec<u64>); 4] = [
        ("record, one thread", Vec::new()),
        ("record, two threads into one histogram", Vec::new()),
        ("request through the layer, not counted", Vec::new()),
        ("request through the layer, counted", Vec::new()),
    ];
    for _ in 0..ROUNDS {
        let [one, two, without, with] = &mut measured;
        one.1.push(record(&histogram, 1));
        two.1.push(record(&histogram, 2));
        without.1.push(requests(&mut plain));
        with.1.push(requests(&mut counted));
    }
    for (what, mut nanos) in measured {
        nanos.sort_unstable();
        println!("{:>5} {:>5}  {what}", nanos[0], nanos[ROUNDS / 2]);
    }
}

fn app(layer: TraceLayer) -> Router {
    Router::new()
        .route("/orders/{id}", get(async || "an order"))
        .layer(layer)
}

/// Nanoseconds for each time that one of the threads records.
fn record(histogram: &Histogram, threads: u32) -> u64 {
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for micros in 0..TIMES {
                    histogram.record(black_box(Duration::from_micros(micros.into())));
                }
            });
        }
    });
    each(begun)
}

fn requests(app: &mut Router) -> u64 {
    let begun = Instant::now();
    for _ in 0..TIMES {
        let request = Request::get("/orders/7").body(Body::empty());
        let request = request.expect("the path is one");
        let answer = pin!(app.call(request));
        let mut task = Context::from_waker(Waker::noop());
        assert!(answer.poll(&mut task).is_ready());
    }
    each(begun)
}

fn each(begun: Instant) -> u64 {
    (begun.elapsed().as_nanos() / u128::from(TIMES)) as u64
}
