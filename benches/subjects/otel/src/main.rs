//! The OpenTelemetry API and SDK, called as they are: there is no macro.
//!
//! Variants: `spandata` (counts `SpanData`), `otlp` (encodes them).

use std::hint::black_box;
use std::process::ExitCode;

use bench_harness::otel::{CountingExporter, EncodingExporter, propagator, provider};
use bench_harness::{Config, Failed, Fields, Refused, Strings, Subject, Workload, wide_value};
use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
use opentelemetry::trace::{
    FutureExt, Span, SpanKind, Status, TraceContextExt, Tracer, TracerProvider,
};
use opentelemetry::{Context, ContextGuard, KeyValue};
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tokio::task::yield_now;

struct Otel {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
    propagator: TextMapCompositePropagator,
}

#[inline(never)]
fn leaf(tracer: &SdkTracer, number: u64) {
    let span = tracer.start("leaf");
    let _current = Context::current_with_span(span).attach();
    black_box(number);
}

#[inline(never)]
fn leaf3(tracer: &SdkTracer, id: u64, method: &'static str, user: &str) {
    let attributes = [
        KeyValue::new("id", id as i64),
        KeyValue::new("method", method),
        KeyValue::new("user", user.to_owned()),
    ];
    let span = tracer.span_builder("leaf3").with_attributes(attributes);
    let _current = Context::current_with_span(span.start(tracer)).attach();
    black_box((id, method, user));
}

#[expect(clippy::too_many_arguments, reason = "each is an attribute")]
#[inline(never)]
fn leaf10(
    tracer: &SdkTracer,
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
    let attributes = [
        KeyValue::new("id", id as i64),
        KeyValue::new("size", size as i64),
        KeyValue::new("retry", retry as i64),
        KeyValue::new("shard", shard as i64),
        KeyValue::new("method", method),
        KeyValue::new("scheme", scheme),
        KeyValue::new("protocol", protocol),
        KeyValue::new("user", user.to_owned()),
        KeyValue::new("route", route.to_owned()),
        KeyValue::new("region", region.to_owned()),
    ];
    let span = tracer.span_builder("leaf10").with_attributes(attributes);
    let _current = Context::current_with_span(span.start(tracer)).attach();
    black_box((id, size, retry, shard));
    black_box((method, scheme, protocol, user, route, region));
}

/// A span that is current whenever the future is polled, and ends with it.
async fn in_span<T>(tracer: &SdkTracer, name: &'static str, work: impl Future<Output = T>) -> T {
    let context = Context::current_with_span(tracer.start(name));
    work.with_context(context).await
}

async fn level3(tracer: &SdkTracer, number: u64) -> u64 {
    let work = async {
        yield_now().await;
        black_box(number)
    };
    in_span(tracer, "level3", work).await
}

async fn level2(tracer: &SdkTracer, number: u64) -> u64 {
    let work = async {
        yield_now().await;
        level3(tracer, number).await
    };
    in_span(tracer, "level2", work).await
}

async fn level1(tracer: &SdkTracer, number: u64) -> u64 {
    let work = async {
        yield_now().await;
        level2(tracer, number).await + level2(tracer, number + 1).await
    };
    in_span(tracer, "level1", work).await
}

async fn tree(tracer: SdkTracer) -> u64 {
    let work = async {
        yield_now().await;
        let mut sum = 0;
        for number in 0..4 {
            sum += level1(&tracer, number).await;
        }
        sum
    };
    in_span(&tracer, "tree", work).await
}

async fn task(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[expect(clippy::disallowed_methods, reason = "as its users write it")]
async fn spawn(tracer: SdkTracer) -> u64 {
    let work = async {
        let tasks = [0, 1, 2, 3].map(|number| {
            let context = Context::current_with_span(tracer.start("task"));
            tokio::spawn(task(number).with_context(context))
        });
        let mut sum = 0;
        for task in tasks {
            sum += task.await.expect("it does not panic");
        }
        sum
    };
    in_span(&tracer, "spawn", work).await
}

#[inline(never)]
fn refuse(tracer: &SdkTracer, order: u64) -> Result<(), Refused> {
    let context = Context::current_with_span(tracer.start("refuse"));
    let _current = context.clone().attach();
    let attributes = vec![KeyValue::new("order", order as i64)];
    context.span().add_event("refused", attributes);
    let refused = black_box(Refused { order });
    context.span().record_error(&refused);
    context
        .span()
        .set_status(Status::error(refused.to_string()));
    Err(refused)
}

async fn child(tracer: &SdkTracer, id: u64, user: &str, fails: bool) -> Result<(), Failed<Failed>> {
    let attributes = [
        KeyValue::new("id", id as i64),
        KeyValue::new("user", user.to_owned()),
    ];
    let span = tracer.span_builder("child").with_attributes(attributes);
    let context = Context::current_with_span(span.start(tracer));
    let work = async {
        let context = Context::current();
        let span = context.span();
        span.set_attributes([
            KeyValue::new("db.rows", 17),
            KeyValue::new("db.user", user.to_owned()),
        ]);
        if id == 1 {
            let attributes = vec![
                KeyValue::new("attempt", 1),
                KeyValue::new("of", user.to_owned()),
            ];
            span.add_event("asked", attributes);
            let attributes = vec![
                KeyValue::new("bytes", 512),
                KeyValue::new("by", user.to_owned()),
            ];
            span.add_event("answered", attributes);
        }
        yield_now().await;
        if fails {
            let error = Failed::to_ship(id);
            span.record_error(&error);
            span.set_status(Status::error(error.to_string()));
            return Err(error);
        }
        Ok(())
    };
    work.with_context(context).await
}

fn late(at: usize, key: &'static str, text: &str) -> KeyValue {
    match at % 3 {
        0 => KeyValue::new(key, at as i64),
        1 => KeyValue::new(key, true),
        _ => KeyValue::new(key, text.to_owned()),
    }
}

#[inline(never)]
fn steps(tracer: &SdkTracer, region: &str) {
    let context = Context::current_with_span(tracer.start("steps"));
    let _current = context.clone().attach();
    for index in 0..10 {
        let attributes = vec![
            KeyValue::new("index", index),
            KeyValue::new("region", region.to_owned()),
        ];
        context.span().add_event("step", attributes);
    }
}

#[inline(never)]
fn pay(tracer: &SdkTracer, order: u64) -> Result<(), Failed> {
    let context = Context::current_with_span(tracer.start("pay"));
    let _current = context.clone().attach();
    let error = black_box(Failed::to_pay(order));
    context.span().record_error(&error);
    context.span().set_status(Status::error(error.to_string()));
    Err(error)
}

impl Otel {
    fn root(&self) -> ContextGuard {
        Context::current_with_span(self.tracer.start("root")).attach()
    }
}

impl Subject for Otel {
    const NAME: &'static str = "otel";

    fn install(config: &Config) -> Result<Self, String> {
        let provider = match config.variant.as_str() {
            "spandata" => provider(config, CountingExporter),
            "otlp" => provider(config, EncodingExporter::default()),
            other => return Err(format!("there is no variant `{other}`")),
        };
        let tracer = provider.tracer("bench");
        Ok(Otel {
            provider,
            tracer,
            propagator: propagator(config),
        })
    }

    fn empty(&self, n: u64) {
        let _current = self.root();
        for number in 0..n {
            leaf(&self.tracer, number);
        }
    }

    fn attributes3(&self, n: u64, strings: &Strings) {
        let _current = self.root();
        for id in 0..n {
            leaf3(&self.tracer, id, "GET", &strings.user);
        }
    }

    fn attributes10(&self, n: u64, strings: &Strings) {
        let tracer = &self.tracer;
        let Strings {
            user,
            route,
            region,
            ..
        } = strings;
        let _current = self.root();
        for id in 0..n {
            leaf10(
                tracer, id, 512, 0, 7, "GET", "https", "h2", user, route, region,
            );
        }
    }

    fn tree(&self) -> impl Future<Output = u64> + Send + 'static {
        tree(self.tracer.clone())
    }

    fn spawn(&self) -> impl Future<Output = u64> + Send + 'static {
        spawn(self.tracer.clone())
    }

    fn polls(&self, n: u64) -> impl Future<Output = u64> + Send + 'static {
        let tracer = self.tracer.clone();
        async move {
            let work = async {
                for _ in 0..n {
                    yield_now().await;
                }
                n
            };
            in_span(&tracer, "polls", work).await
        }
    }

    fn wide(&self, keys: &'static [&'static str], request: u64) {
        let mut span = self.tracer.start("wide");
        for (at, key) in keys.iter().enumerate() {
            span.set_attribute(KeyValue::new(*key, wide_value(at, request)));
        }
        span.end();
    }

    fn failures(&self, n: u64) {
        let _current = self.root();
        for order in 0..n {
            if let Err(refused) = refuse(&self.tracer, order) {
                black_box(refused.order);
            }
        }
    }

    fn supports(&self, workload: Workload) -> bool {
        workload != Workload::LogLines
    }

    async fn request(&self, fails: bool, strings: &Strings) {
        let tracer = &self.tracer;
        let builder = tracer.span_builder("GET /orders/{id}");
        let context = Context::current_with_span(builder.with_kind(SpanKind::Server).start(tracer));
        let work = async {
            let context = Context::current();
            let span = context.span();
            span.set_attribute(KeyValue::new("http.request.method", "GET"));
            span.set_attribute(KeyValue::new("http.response.status_code", 200));
            span.set_attribute(KeyValue::new("url.scheme", "https"));
            span.set_attribute(KeyValue::new("server.port", 443));
            span.set_attribute(KeyValue::new("client.known", true));
            span.set_attribute(KeyValue::new("url.path", strings.path.clone()));
            span.set_attribute(KeyValue::new("url.query", strings.query.clone()));
            span.set_attribute(KeyValue::new("user_agent.original", strings.agent.clone()));
            for id in 0..3 {
                let _ = black_box(child(tracer, id, &strings.user, fails && id == 0).await);
            }
        };
        work.with_context(context).await;
    }

    fn late(&self, keys: &'static [&'static str], strings: &Strings) {
        let mut span = self.tracer.start("late");
        let keys = keys.iter().enumerate();
        span.set_attributes(keys.map(|(at, key)| late(at, key, &strings.customer)));
        span.end();
    }

    fn late_single(&self, keys: &'static [&'static str], strings: &Strings) {
        let mut span = self.tracer.start("late");
        for (at, key) in keys.iter().enumerate() {
            span.set_attribute(late(at, key, &strings.customer));
        }
        span.end();
    }

    fn events(&self, n: u64, strings: &Strings) {
        let _current = self.root();
        for _ in 0..n {
            steps(&self.tracer, &strings.region);
        }
    }

    fn errors(&self, n: u64) {
        let _current = self.root();
        for order in 0..n {
            let _ = black_box(pay(&self.tracer, order));
        }
    }

    fn write_headers(&self, n: u64, came: &Fields, to: &mut Fields) {
        let came = self.propagator.extract(came);
        let span = self.tracer.start_with_context("writes", &came);
        let context = came.with_span(span);
        for _ in 0..n {
            self.propagator.inject_context(&context, black_box(to));
        }
    }

    fn read_headers(&self, came: &Fields) {
        black_box(self.propagator.extract(came));
    }

    fn continued(&self, n: u64, came: &Fields, strings: &Strings) {
        let came = self.propagator.extract(came);
        let span = self.tracer.start_with_context("continued", &came);
        let _current = came.with_span(span).attach();
        for id in 0..n {
            leaf3(&self.tracer, id, "GET", &strings.user);
        }
    }

    fn flush(&self) {
        // What did not arrive is told by the counters.
        let _ = self.provider.force_flush();
    }
}

fn main() -> ExitCode {
    bench_harness::main::<Otel>()
}
