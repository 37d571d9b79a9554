//! No library: a sketch of what a span must cost when its context is an
//! argument. The context is `Copy`; the record is written once, when the span
//! ends, into a chunk of its thread; a thread in the background looks at full
//! chunks, and memory is bounded.
//!
//! What a library needs besides is left out: events, links, status, attributes
//! at run time, baggage, a parent that is checked, and a way to collect what an
//! idle thread holds.

mod chunk;
mod collector;
mod span;

use std::hint::black_box;
use std::process::ExitCode;

use bench_harness::{Config, Strings, Subject, WIDE_ATTRIBUTES, Workload, wide_value};
use tokio::task::yield_now;

use span::{Context, Meta, Value, start};

struct Bound {
    sampled: bool,
}

/// The static facts of a span.
macro_rules! meta {
    ($name:literal) => {{
        static META: Meta = Meta { name: $name };
        &META
    }};
}

#[inline(never)]
fn leaf(cx: Context, number: u64) {
    let _span = start(cx, meta!("leaf"), []);
    black_box(number);
}

#[inline(never)]
fn leaf3(cx: Context, id: u64, method: &'static str, user: &str) {
    let values = [Value::U64(id), Value::Static(method), Value::Text(user)];
    let _span = start(cx, meta!("leaf3"), values);
    black_box((id, method, user));
}

#[expect(clippy::too_many_arguments, reason = "each is an attribute")]
#[inline(never)]
fn leaf10(
    cx: Context,
    id: u64,
    size: u64,
    retry: u64,
    shard: u64,
    method: &'static str,
    scheme: &'static str,
    protocol: &'static str,
    user: &str,
    route: &str,
    region: &str,
) {
    let values = [
        Value::U64(id),
        Value::U64(size),
        Value::U64(retry),
        Value::U64(shard),
        Value::Static(method),
        Value::Static(scheme),
        Value::Static(protocol),
        Value::Text(user),
        Value::Text(route),
        Value::Text(region),
    ];
    let _span = start(cx, meta!("leaf10"), values);
    black_box((id, size, retry, shard));
    black_box((method, scheme, protocol, user, route, region));
}

async fn level3(cx: Context, number: u64) -> u64 {
    let _span = start(cx, meta!("level3"), []);
    yield_now().await;
    black_box(number)
}

async fn level2(cx: Context, number: u64) -> u64 {
    let span = start(cx, meta!("level2"), []);
    yield_now().await;
    level3(span.context(), number).await
}

async fn level1(cx: Context, number: u64) -> u64 {
    let span = start(cx, meta!("level1"), []);
    yield_now().await;
    level2(span.context(), number).await + level2(span.context(), number + 1).await
}

async fn tree(cx: Context) -> u64 {
    let span = start(cx, meta!("tree"), []);
    yield_now().await;
    let mut sum = 0;
    for number in 0..4 {
        sum += level1(span.context(), number).await;
    }
    sum
}

async fn task(cx: Context, number: u64) -> u64 {
    let _span = start(cx, meta!("task"), []);
    yield_now().await;
    black_box(number)
}

#[expect(clippy::disallowed_methods, reason = "as its users write it")]
async fn spawn(cx: Context) -> u64 {
    let span = start(cx, meta!("spawn"), []);
    let tasks = [0, 1, 2, 3].map(|number| tokio::spawn(task(span.context(), number)));
    let mut sum = 0;
    for task in tasks {
        sum += task.await.expect("it does not panic");
    }
    sum
}

async fn polls(cx: Context, n: u64) -> u64 {
    let _span = start(cx, meta!("polls"), []);
    for _ in 0..n {
        yield_now().await;
    }
    n
}

impl Bound {
    fn context(&self) -> Context {
        Context::root(self.sampled)
    }
}

impl Subject for Bound {
    const NAME: &'static str = "bound";

    fn install(config: &Config) -> Result<Self, String> {
        span::measure_clock();
        collector::install();
        Ok(Bound {
            sampled: config.sampled,
        })
    }

    fn supports(&self, workload: Workload) -> bool {
        !matches!(
            workload,
            Workload::LogLines
                | Workload::Failures
                | Workload::Requests
                | Workload::Events
                | Workload::Errors
        ) && !workload.is_of_headers()
            && workload.late_attributes() == 0
    }

    fn empty(&self, n: u64) {
        let root = start(self.context(), meta!("root"), []);
        for number in 0..n {
            leaf(root.context(), number);
        }
    }

    fn attributes3(&self, n: u64, strings: &Strings) {
        let root = start(self.context(), meta!("root"), []);
        for id in 0..n {
            leaf3(root.context(), id, "GET", &strings.user);
        }
    }

    fn attributes10(&self, n: u64, strings: &Strings) {
        let Strings {
            user,
            route,
            region,
            ..
        } = strings;
        let root = start(self.context(), meta!("root"), []);
        for id in 0..n {
            let cx = root.context();
            leaf10(cx, id, 512, 0, 7, "GET", "https", "h2", user, route, region);
        }
    }

    fn tree(&self) -> impl Future<Output = u64> + Send + 'static {
        tree(self.context())
    }

    fn spawn(&self) -> impl Future<Output = u64> + Send + 'static {
        spawn(self.context())
    }

    fn polls(&self, n: u64) -> impl Future<Output = u64> + Send + 'static {
        polls(self.context(), n)
    }

    fn wide(&self, keys: &'static [&'static str], request: u64) {
        black_box(keys);
        let values: [String; WIDE_ATTRIBUTES] = std::array::from_fn(|at| wide_value(at, request));
        let values = values.each_ref().map(|text| Value::Text(text));
        let _span = start(self.context(), meta!("wide"), values);
    }

    fn flush(&self) {
        chunk::hand_over();
        collector::flush();
    }

    fn losses(&self) -> Vec<(&'static str, u64)> {
        vec![("buffer_full", collector::dropped())]
    }
}

fn main() -> ExitCode {
    bench_harness::main::<Bound>()
}
