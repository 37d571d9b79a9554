//! `trace-runtime`, with `#[traced]` and the public interface only.
//!
//! Variants: `count` (an exporter that counts span records), `otlp` (encodes
//! OTLP straight from the records), `spandata` (converts to OpenTelemetry's
//! `SpanData`, for the exporter that the peers have).

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use bench_harness::contract::{CountingExporter, EncodingExporter};
use bench_harness::{
    Config, CountingWriter, Failed, Fields, Refused, Strings, Subject, Workload, otel, wide_value,
};
use tokio::task::yield_now;
use trace_otel::SdkExporter;
use trace_runtime::attribute::ValueRef;
use trace_runtime::pipeline::Limits;
use trace_runtime::sampling::Sampler;
use trace_runtime::{
    Pipeline, SpanBuilder, SpanKind, TraceContract, Trust, propagation, run, run_inbound_sync,
    run_sync, stats, traced,
};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

struct Contract {
    pipeline: Pipeline,
}

#[inline(never)]
#[traced]
fn leaf(cx: &TraceContract, number: u64) {
    black_box(number);
}

#[inline(never)]
#[traced(attributes(id, method, user))]
fn leaf3(cx: &TraceContract, id: u64, method: &'static str, user: &str) {
    black_box((id, method, user));
}

#[expect(clippy::too_many_arguments, reason = "each is an attribute")]
#[inline(never)]
#[traced(attributes(id, size, retry, shard, method, scheme, protocol, user, route, region))]
fn leaf10(
    cx: &TraceContract,
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
    black_box((id, size, retry, shard));
    black_box((method, scheme, protocol, user, route, region));
}

#[traced]
async fn level3(cx: &TraceContract, number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[traced]
async fn level2(cx: &TraceContract, number: u64) -> u64 {
    yield_now().await;
    level3(cx, number).await
}

#[traced]
async fn level1(cx: &TraceContract, number: u64) -> u64 {
    yield_now().await;
    level2(cx, number).await + level2(cx, number + 1).await
}

#[traced(root as cx)]
async fn tree() -> u64 {
    yield_now().await;
    let mut sum = 0;
    for number in 0..4 {
        sum += level1(cx, number).await;
    }
    sum
}

async fn task(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[traced(root as cx)]
async fn spawn() -> u64 {
    let tasks = [0, 1, 2, 3].map(|number| cx.spawn("task", async move |_| task(number).await));
    let mut sum = 0;
    for task in tasks {
        sum += task.await.expect("it does not panic");
    }
    sum
}

#[traced(root as cx)]
async fn polls(n: u64) -> u64 {
    for _ in 0..n {
        yield_now().await;
    }
    n
}

#[inline(never)]
#[traced]
fn refuse(cx: &TraceContract, order: u64) -> Result<(), Refused> {
    cx.add_event("refused", [("order", order)]);
    Err(black_box(Refused { order }))
}

async fn request(fails: bool, strings: &Strings) {
    let span = SpanBuilder::named("GET /orders/{id}").kind(SpanKind::Server);
    run(span, async |cx| {
        cx.set_attribute("http.request.method", "GET");
        cx.set_attribute("http.response.status_code", 200);
        cx.set_attribute("url.scheme", "https");
        cx.set_attribute("server.port", 443);
        cx.set_attribute("client.known", true);
        cx.set_attribute("url.path", &strings.path);
        cx.set_attribute("url.query", &strings.query);
        cx.set_attribute("user_agent.original", &strings.agent);
        for id in 0..3 {
            let _ = black_box(child(cx, id, &strings.user, fails && id == 0).await);
        }
    })
    .await;
}

#[traced(attributes(id, user))]
async fn child(cx: &TraceContract, id: u64, user: &str, fails: bool) -> Result<(), Failed<Failed>> {
    cx.set_attributes((("db.rows", 17), ("db.user", user)));
    if id == 1 {
        cx.add_event("asked", (("attempt", 1), ("of", user)));
        cx.add_event("answered", (("bytes", 512), ("by", user)));
    }
    yield_now().await;
    if fails {
        return Err(Failed::to_ship(id));
    }
    Ok(())
}

fn late_value(at: usize, text: &str) -> ValueRef<'_> {
    match at % 3 {
        0 => ValueRef::I64(at as i64),
        1 => ValueRef::Bool(true),
        _ => ValueRef::Str(text),
    }
}

#[inline(never)]
#[traced]
fn steps(cx: &TraceContract, region: &str) {
    for index in 0..10 {
        cx.add_event("step", (("index", index), ("region", region)));
    }
}

#[inline(never)]
#[traced]
fn pay(cx: &TraceContract, order: u64) -> Result<(), Failed> {
    Err(black_box(Failed::to_pay(order)))
}

impl Subject for Contract {
    const NAME: &'static str = "contract";

    fn install(config: &Config) -> Result<Self, String> {
        if config.workload == Workload::LogLines {
            tracing_subscriber::registry()
                .with(trace_log::json().writer(CountingWriter))
                .init();
        }
        let sampler = if config.sampled {
            Sampler::always_on()
        } else {
            Sampler::always_off()
        };
        let builder = Pipeline::builder()
            .sampler(sampler)
            // The default of 128 would cut the spans of `h`.
            .limits(Limits::default().attributes(1024));
        let builder = match config.variant.as_str() {
            "count" => builder.exporter(CountingExporter),
            "otlp" => builder.exporter(EncodingExporter::default()),
            "spandata" => builder.exporter(SdkExporter::new(otel::CountingExporter)),
            other => return Err(format!("there is no variant `{other}`")),
        };
        let pipeline = builder.install().map_err(|error| error.to_string())?;
        Ok(Contract { pipeline })
    }

    fn supports(&self, _: Workload) -> bool {
        true
    }

    fn empty(&self, n: u64) {
        run_sync("root", |cx| {
            for number in 0..n {
                leaf(cx, number);
            }
        });
    }

    fn attributes3(&self, n: u64, strings: &Strings) {
        run_sync("root", |cx| {
            for id in 0..n {
                leaf3(cx, id, "GET", &strings.user);
            }
        });
    }

    fn attributes10(&self, n: u64, strings: &Strings) {
        let Strings {
            user,
            route,
            region,
            ..
        } = strings;
        run_sync("root", |cx| {
            for id in 0..n {
                leaf10(cx, id, 512, 0, 7, "GET", "https", "h2", user, route, region);
            }
        });
    }

    fn tree(&self) -> impl Future<Output = u64> + Send + 'static {
        tree()
    }

    fn spawn(&self) -> impl Future<Output = u64> + Send + 'static {
        spawn()
    }

    fn polls(&self, n: u64) -> impl Future<Output = u64> + Send + 'static {
        polls(n)
    }

    fn log(&self, n: u64) {
        run_sync("log", |_| {
            for order in 0..n {
                tracing::info!(order, "order accepted");
            }
        });
    }

    fn wide(&self, keys: &'static [&'static str], request: u64) {
        run_sync("wide", |cx| {
            for (at, key) in keys.iter().enumerate() {
                cx.set_attribute(*key, wide_value(at, request));
            }
        });
    }

    fn failures(&self, n: u64) {
        run_sync("root", |cx| {
            for order in 0..n {
                if let Err(refused) = refuse(cx, order) {
                    black_box(refused.order);
                }
            }
        });
    }

    async fn request(&self, fails: bool, strings: &Strings) {
        request(fails, strings).await;
    }

    fn late(&self, keys: &'static [&'static str], strings: &Strings) {
        run_sync("late", |cx| {
            let keys = keys.iter().enumerate();
            cx.set_attributes(keys.map(|(at, key)| (key, late_value(at, &strings.customer))));
        });
    }

    fn late_single(&self, keys: &'static [&'static str], strings: &Strings) {
        run_sync("late", |cx| {
            for (at, key) in keys.iter().enumerate() {
                cx.set_attribute(key, late_value(at, &strings.customer));
            }
        });
    }

    fn events(&self, n: u64, strings: &Strings) {
        run_sync("root", |cx| {
            for _ in 0..n {
                steps(cx, &strings.region);
            }
        });
    }

    fn errors(&self, n: u64) {
        run_sync("root", |cx| {
            for order in 0..n {
                let _ = black_box(pay(cx, order));
            }
        });
    }

    fn write_headers(&self, n: u64, came: &Fields, to: &mut Fields) {
        let came = propagation::extract(came);
        run_inbound_sync(came, Trust::Continue, "writes", |cx| {
            for _ in 0..n {
                cx.inject(black_box(&mut *to));
            }
        });
    }

    fn read_headers(&self, came: &Fields) {
        black_box(propagation::extract(came));
    }

    fn continued(&self, n: u64, came: &Fields, strings: &Strings) {
        let came = propagation::extract(came);
        run_inbound_sync(came, Trust::Continue, "continued", |cx| {
            for id in 0..n {
                leaf3(cx, id, "GET", &strings.user);
            }
        });
    }

    fn flush(&self) {
        // What did not arrive is told by the counters.
        let _ = self.pipeline.flush(Duration::from_secs(30));
    }

    fn losses(&self) -> Vec<(&'static str, u64)> {
        let stats = stats();
        let dropped = stats.dropped_by_reason();
        dropped
            .map(|(reason, spans)| (reason.as_str(), spans))
            .collect()
    }
}

fn main() -> ExitCode {
    bench_harness::main::<Contract>()
}
