//! `tracing`, with `#[instrument]`.
//!
//! Variants: `registry` (a registry with a layer that does nothing), `otel`
//! (`tracing-opentelemetry` as it comes), `lean` (the same with all that can be
//! switched off switched off).

use std::hash::{BuildHasher, RandomState};
use std::hint::black_box;
use std::process::ExitCode;

use bench_harness::otel::{CountingExporter, propagator, provider};
use bench_harness::{
    Config, CountingWriter, Failed, Fields, Refused, Strings, Subject, Workload, wide_value,
};
use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::task::yield_now;
use tracing::field::{Empty, display};
use tracing::{Instrument, Span, Subscriber, info, info_span, instrument};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

struct Tracing {
    provider: Option<SdkTracerProvider>,
    /// Of OpenTelemetry, as the layer's documentation has it.
    propagator: TextMapCompositePropagator,
    /// Attributes that it adds to each span.
    own_attributes: u64,
}

struct Nothing;

impl<S: Subscriber> Layer<S> for Nothing {}

#[inline(never)]
#[instrument(skip_all)]
fn root(children: impl FnOnce()) {
    children();
}

#[inline(never)]
#[instrument(skip_all)]
fn leaf(number: u64) {
    black_box(number);
}

#[inline(never)]
#[instrument]
fn leaf3(id: u64, method: &'static str, user: &str) {
    black_box((id, method, user));
}

#[expect(clippy::too_many_arguments, reason = "each is an attribute")]
#[inline(never)]
#[instrument]
fn leaf10(
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

#[instrument(skip_all)]
async fn level3(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[instrument(skip_all)]
async fn level2(number: u64) -> u64 {
    yield_now().await;
    level3(number).await
}

#[instrument(skip_all)]
async fn level1(number: u64) -> u64 {
    yield_now().await;
    level2(number).await + level2(number + 1).await
}

#[instrument]
async fn tree() -> u64 {
    yield_now().await;
    let mut sum = 0;
    for number in 0..4 {
        sum += level1(number).await;
    }
    sum
}

async fn task(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[instrument]
#[expect(clippy::disallowed_methods, reason = "as its users write it")]
async fn spawn() -> u64 {
    let tasks =
        [0, 1, 2, 3].map(|number| tokio::spawn(task(number).instrument(info_span!("task"))));
    let mut sum = 0;
    for task in tasks {
        sum += task.await.expect("it does not panic");
    }
    sum
}

#[instrument(skip_all)]
async fn polls(n: u64) -> u64 {
    for _ in 0..n {
        yield_now().await;
    }
    n
}

/// The formatter writes the fields of the current span on each line, so that
/// ids are to be fields. Without OpenTelemetry, any will do.
#[instrument(skip_all, fields(trace_id = Empty, span_id = Empty))]
#[expect(clippy::disallowed_methods, reason = "the span declares the fields")]
fn log(n: u64, otel: bool) {
    let span = Span::current();
    if otel {
        let context = span.context();
        let ids = context.span().span_context().clone();
        span.record("trace_id", display(ids.trace_id()));
        span.record("span_id", display(ids.span_id()));
    } else {
        let id = RandomState::new().hash_one(0);
        span.record("trace_id", display(format_args!("{id:032x}")));
        span.record("span_id", display(format_args!("{id:016x}")));
    }
    for order in 0..n {
        info!(order, "order accepted");
    }
}

#[instrument(skip_all)]
fn wide(keys: &'static [&'static str], request: u64) {
    // `#[instrument]` takes 32 fields; this is the way past it.
    let span = Span::current();
    for (at, key) in keys.iter().enumerate() {
        span.set_attribute(*key, wide_value(at, request));
    }
}

#[inline(never)]
#[instrument(skip_all, err)]
fn refuse(order: u64) -> Result<(), Refused> {
    info!(order, "refused");
    Err(black_box(Refused { order }))
}

#[instrument(skip_all, fields(
    otel.kind = "server",
    http.request.method = Empty,
    http.response.status_code = Empty,
    url.scheme = Empty,
    server.port = Empty,
    client.known = Empty,
    url.path = Empty,
    url.query = Empty,
    user_agent.original = Empty,
))]
#[expect(clippy::disallowed_methods, reason = "the span declares the fields")]
async fn request(fails: bool, strings: &Strings) {
    let span = Span::current();
    span.record("http.request.method", "GET");
    span.record("http.response.status_code", 200);
    span.record("url.scheme", "https");
    span.record("server.port", 443);
    span.record("client.known", true);
    span.record("url.path", strings.path.as_str());
    span.record("url.query", strings.query.as_str());
    span.record("user_agent.original", strings.agent.as_str());
    drop(span);
    for id in 0..3 {
        let _ = black_box(child(id, &strings.user, fails && id == 0).await);
    }
}

#[instrument(skip(fails), fields(db.rows = Empty, db.user = Empty), err)]
#[expect(clippy::disallowed_methods, reason = "the span declares the fields")]
async fn child(id: u64, user: &str, fails: bool) -> Result<(), Failed<Failed>> {
    Span::current()
        .record("db.rows", 17)
        .record("db.user", user);
    if id == 1 {
        info!(attempt = 1, of = user, "asked");
        info!(bytes = 512, by = user, "answered");
    }
    yield_now().await;
    if fails {
        return Err(Failed::to_ship(id));
    }
    Ok(())
}

#[instrument(skip_all)]
fn late(keys: &'static [&'static str], text: &str) {
    let span = Span::current();
    for (at, key) in keys.iter().enumerate() {
        match at % 3 {
            0 => span.set_attribute(*key, at as i64),
            1 => span.set_attribute(*key, true),
            _ => span.set_attribute(*key, text.to_owned()),
        }
    }
}

#[inline(never)]
#[instrument(skip_all)]
fn steps(region: &str) {
    for index in 0..10 {
        info!(index, region, "step");
    }
}

#[inline(never)]
#[instrument(skip_all, err)]
fn pay(order: u64) -> Result<(), Failed> {
    Err(black_box(Failed::to_pay(order)))
}

/// Installs `layer`, and the JSON formatter where it is measured: it looks at
/// each span as well.
fn install<L>(layer: L, workload: Workload)
where
    L: Layer<Registry> + Send + Sync + 'static,
{
    let registry = Registry::default().with(layer);
    if workload == Workload::LogLines {
        registry.with(json()).init();
    } else {
        registry.init();
    }
}

fn json<S>() -> impl Layer<S>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let layer = tracing_subscriber::fmt::layer().json();
    layer
        .with_span_list(false)
        .with_writer(CountingWriter::default)
}

impl Subject for Tracing {
    const NAME: &'static str = "tracing";

    fn install(config: &Config) -> Result<Self, String> {
        let own_attributes = match config.variant.as_str() {
            "registry" => {
                install(Nothing, config.workload);
                return Ok(Tracing {
                    provider: None,
                    propagator: propagator(config),
                    own_attributes: 0,
                });
            }
            "otel" => 8,
            "lean" => 0,
            other => return Err(format!("there is no variant `{other}`")),
        };
        let provider = provider(config, CountingExporter);
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("bench"));
        let layer = match own_attributes {
            0 => layer
                .with_location(false)
                .with_threads(false)
                .with_tracked_inactivity(false)
                .with_target(false)
                .with_context_activation(false),
            _ => layer,
        };
        install(layer, config.workload);
        Ok(Tracing {
            provider: Some(provider),
            propagator: propagator(config),
            own_attributes,
        })
    }

    fn records(&self) -> bool {
        self.provider.is_some()
    }

    fn supports(&self, workload: Workload) -> bool {
        self.provider.is_some() || !workload.is_of_headers()
    }

    async fn request(&self, fails: bool, strings: &Strings) {
        request(fails, strings).await;
    }

    fn late(&self, keys: &'static [&'static str], strings: &Strings) {
        late(keys, &strings.customer);
    }

    fn events(&self, n: u64, strings: &Strings) {
        root(|| {
            for _ in 0..n {
                steps(&strings.region);
            }
        });
    }

    fn errors(&self, n: u64) {
        root(|| {
            for order in 0..n {
                let _ = black_box(pay(order));
            }
        });
    }

    fn write_headers(&self, n: u64, came: &Fields, to: &mut Fields) {
        let span = info_span!("writes");
        // It fails where the span is disabled, and none is.
        let _ = span.set_parent(self.propagator.extract(came));
        span.in_scope(|| {
            for _ in 0..n {
                let context = Span::current().context();
                self.propagator.inject_context(&context, black_box(to));
            }
        });
    }

    fn read_headers(&self, came: &Fields) {
        black_box(self.propagator.extract(came));
    }

    fn continued(&self, n: u64, came: &Fields, strings: &Strings) {
        let span = info_span!("continued");
        // As above.
        let _ = span.set_parent(self.propagator.extract(came));
        span.in_scope(|| {
            for id in 0..n {
                leaf3(id, "GET", &strings.user);
            }
        });
    }

    fn own_attributes(&self) -> u64 {
        self.own_attributes
    }

    fn empty(&self, n: u64) {
        root(|| {
            for number in 0..n {
                leaf(number);
            }
        });
    }

    fn attributes3(&self, n: u64, strings: &Strings) {
        root(|| {
            for id in 0..n {
                leaf3(id, "GET", &strings.user);
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
        root(|| {
            for id in 0..n {
                leaf10(id, 512, 0, 7, "GET", "https", "h2", user, route, region);
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
        log(n, self.provider.is_some());
    }

    fn wide(&self, keys: &'static [&'static str], request: u64) {
        wide(keys, request);
    }

    fn failures(&self, n: u64) {
        root(|| {
            for order in 0..n {
                if let Err(refused) = refuse(order) {
                    black_box(refused.order);
                }
            }
        });
    }

    fn flush(&self) {
        if let Some(provider) = &self.provider {
            // What did not arrive is told by the counters.
            let _ = provider.force_flush();
        }
    }
}

fn main() -> ExitCode {
    bench_harness::main::<Tracing>()
}
