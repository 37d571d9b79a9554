//! `fastrace`, with `#[trace]`.
//!
//! Variants: `count` (a reporter that counts its span records), `spandata`
//! (`fastrace-opentelemetry`, for the exporter that the others have). Attributes
//! are texts: the numbers are formatted, which is how its interface has it.

use std::borrow::Cow;
use std::hint::black_box;
use std::process::ExitCode;

use bench_harness::{
    ARRIVED, Batch, Config, Failed, Fields, Refused, Strings, Subject, Workload, otel, wide_value,
};
use fastrace::collector::{Config as Collector, Reporter, SpanRecord};
use fastrace::prelude::*;
use fastrace_opentelemetry::{OpenTelemetryReporter, SPAN_STATUS_CODE};
use opentelemetry::InstrumentationScope;
use opentelemetry_sdk::Resource;
use tokio::task::yield_now;

struct Fastrace {
    sampled: bool,
}

struct Counting {
    may_fail: bool,
}

impl Reporter for Counting {
    fn report(&mut self, spans: Vec<SpanRecord>) {
        if spans.is_empty() {
            return;
        }
        let mut counted = Batch::default();
        for span in &spans {
            counted.spans += 1;
            counted.roots += u64::from(span.parent_id == SpanId(0));
            counted.attributes += span.properties.len() as u64;
            counted.events += span.events.len() as u64;
            // It has no status but in a property, which is looked for where one may be.
            if self.may_fail {
                let mut properties = span.properties.iter();
                counted.errors += u64::from(properties.any(|(key, _)| key == SPAN_STATUS_CODE));
            }
        }
        ARRIVED.add(&counted);
    }
}

#[inline(never)]
#[trace(short_name = true)]
fn leaf(number: u64) {
    black_box(number);
}

#[inline(never)]
#[trace(short_name = true, properties = { "id": "{id}", "method": "{method}", "user": "{user}" })]
fn leaf3(id: u64, method: &'static str, user: &str) {
    black_box((id, method, user));
}

#[expect(clippy::too_many_arguments, reason = "each is an attribute")]
#[inline(never)]
#[trace(short_name = true, properties = {
    "id": "{id}", "size": "{size}", "retry": "{retry}", "shard": "{shard}",
    "method": "{method}", "scheme": "{scheme}", "protocol": "{protocol}",
    "user": "{user}", "route": "{route}", "region": "{region}",
})]
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

#[trace(short_name = true)]
async fn level3(number: u64) -> u64 {
    yield_now().await;
    black_box(number)
}

#[trace(short_name = true)]
async fn level2(number: u64) -> u64 {
    yield_now().await;
    level3(number).await
}

#[trace(short_name = true)]
async fn level1(number: u64) -> u64 {
    yield_now().await;
    level2(number).await + level2(number + 1).await
}

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

#[expect(clippy::disallowed_methods, reason = "as its users write it")]
async fn spawn() -> u64 {
    let tasks = [0, 1, 2, 3].map(|number| {
        let span = Span::enter_with_local_parent("task");
        tokio::spawn(task(number).in_span(span))
    });
    let mut sum = 0;
    for task in tasks {
        sum += task.await.expect("it does not panic");
    }
    sum
}

#[inline(never)]
#[trace(short_name = true)]
fn refuse(order: u64) -> Result<(), Refused> {
    let event = Event::new("refused").with_property(|| ("order", order.to_string()));
    LocalSpan::add_event(event);
    LocalSpan::add_property(|| (SPAN_STATUS_CODE, "error"));
    Err(black_box(Refused { order }))
}

#[trace(short_name = true, properties = { "id": "{id}", "user": "{user}" })]
async fn child(id: u64, user: &str, fails: bool) -> Result<(), Failed<Failed>> {
    LocalSpan::add_properties(|| [("db.rows", 17.to_string()), ("db.user", user.to_owned())]);
    if id == 1 {
        let properties = || [("attempt", 1.to_string()), ("of", user.to_owned())];
        LocalSpan::add_event(Event::new("asked").with_properties(properties));
        let properties = || [("bytes", 512.to_string()), ("by", user.to_owned())];
        LocalSpan::add_event(Event::new("answered").with_properties(properties));
    }
    yield_now().await;
    if fails {
        let error = Failed::to_ship(id);
        failed(&error);
        return Err(error);
    }
    Ok(())
}

/// Type and message, without a chain.
fn failed<E: std::error::Error>(error: &E) {
    LocalSpan::add_properties(|| {
        [
            (SPAN_STATUS_CODE, Cow::Borrowed("error")),
            ("exception.type", Cow::Borrowed(std::any::type_name::<E>())),
            ("exception.message", Cow::Owned(error.to_string())),
        ]
    });
}

fn late(at: usize, text: &str) -> Cow<'static, str> {
    match at % 3 {
        0 => Cow::Owned(at.to_string()),
        1 => Cow::Borrowed("true"),
        _ => Cow::Owned(text.to_owned()),
    }
}

#[inline(never)]
#[trace(short_name = true)]
fn steps(region: &str) {
    for index in 0..10 {
        let properties = || [("index", index.to_string()), ("region", region.to_owned())];
        LocalSpan::add_event(Event::new("step").with_properties(properties));
    }
}

#[inline(never)]
#[trace(short_name = true)]
fn pay(order: u64) -> Result<(), Failed> {
    let error = black_box(Failed::to_pay(order));
    failed(&error);
    Err(error)
}

fn caller(came: &Fields) -> Option<SpanContext> {
    SpanContext::decode_w3c_traceparent(came.value("traceparent")?)
}

fn continues(name: &'static str, came: &Fields) -> Span {
    Span::root(name, caller(came).unwrap_or_else(SpanContext::random))
}

impl Fastrace {
    fn root(&self, name: &'static str) -> Span {
        Span::root(name, SpanContext::random().sampled(self.sampled))
    }
}

impl Subject for Fastrace {
    const NAME: &'static str = "fastrace";

    fn install(config: &Config) -> Result<Self, String> {
        match config.variant.as_str() {
            "count" => {
                let may_fail = matches!(
                    config.workload,
                    Workload::Failures | Workload::Requests | Workload::Errors
                );
                fastrace::set_reporter(Counting { may_fail }, Collector::default());
            }
            "spandata" => {
                let reporter = OpenTelemetryReporter::new(
                    otel::CountingExporter,
                    Cow::Owned(Resource::builder().build()),
                    InstrumentationScope::builder("bench").build(),
                );
                fastrace::set_reporter(reporter, Collector::default());
            }
            other => return Err(format!("there is no variant `{other}`")),
        }
        Ok(Fastrace {
            sampled: config.sampled,
        })
    }

    /// A flush starts a thread, which takes 0.1 ms: with the cheapest spans, a
    /// fifth of it all, hence fewer of them. With more roots, or with attributes, the
    /// longer backlog would cost more than that saves.
    fn chunk_spans(&self, workload: Workload) -> u64 {
        match workload {
            Workload::Empty1000 => 40_000,
            _ => 8_000,
        }
    }

    fn empty(&self, n: u64) {
        let root = self.root("root");
        let _parent = root.set_local_parent();
        for number in 0..n {
            leaf(number);
        }
    }

    fn attributes3(&self, n: u64, strings: &Strings) {
        let root = self.root("root");
        let _parent = root.set_local_parent();
        for id in 0..n {
            leaf3(id, "GET", &strings.user);
        }
    }

    fn attributes10(&self, n: u64, strings: &Strings) {
        let Strings {
            user,
            route,
            region,
            ..
        } = strings;
        let root = self.root("root");
        let _parent = root.set_local_parent();
        for id in 0..n {
            leaf10(id, 512, 0, 7, "GET", "https", "h2", user, route, region);
        }
    }

    fn tree(&self) -> impl Future<Output = u64> + Send + 'static {
        tree().in_span(self.root("tree"))
    }

    fn spawn(&self) -> impl Future<Output = u64> + Send + 'static {
        spawn().in_span(self.root("spawn"))
    }

    fn polls(&self, n: u64) -> impl Future<Output = u64> + Send + 'static {
        let polls = async move {
            for _ in 0..n {
                yield_now().await;
            }
            n
        };
        polls.in_span(self.root("polls"))
    }

    fn wide(&self, keys: &'static [&'static str], request: u64) {
        let values = move || keys.iter().enumerate();
        let _span = self
            .root("wide")
            .with_properties(|| values().map(|(at, key)| (*key, wide_value(at, request))));
    }

    fn failures(&self, n: u64) {
        let root = self.root("root");
        let _parent = root.set_local_parent();
        for order in 0..n {
            if let Err(refused) = refuse(order) {
                black_box(refused.order);
            }
        }
    }

    /// Of headers it has `traceparent` alone.
    fn supports(&self, workload: Workload) -> bool {
        let has = matches!(
            workload,
            Workload::WriteParent | Workload::ReadParent | Workload::Continued
        );
        workload != Workload::LogLines && (has || !workload.is_of_headers())
    }

    async fn request(&self, fails: bool, strings: &Strings) {
        let work = async {
            LocalSpan::add_property(|| ("http.request.method", "GET"));
            LocalSpan::add_property(|| ("http.response.status_code", 200.to_string()));
            LocalSpan::add_property(|| ("url.scheme", "https"));
            LocalSpan::add_property(|| ("server.port", 443.to_string()));
            LocalSpan::add_property(|| ("client.known", "true"));
            LocalSpan::add_property(|| ("url.path", strings.path.clone()));
            LocalSpan::add_property(|| ("url.query", strings.query.clone()));
            LocalSpan::add_property(|| ("user_agent.original", strings.agent.clone()));
            for id in 0..3 {
                let _ = black_box(child(id, &strings.user, fails && id == 0).await);
            }
        };
        work.in_span(self.root("GET /orders/{id}")).await;
    }

    fn late(&self, keys: &'static [&'static str], strings: &Strings) {
        let span = self.root("late");
        let keys = keys.iter().enumerate();
        span.add_properties(|| keys.map(|(at, key)| (*key, late(at, &strings.customer))));
    }

    fn late_single(&self, keys: &'static [&'static str], strings: &Strings) {
        let span = self.root("late");
        for (at, key) in keys.iter().enumerate() {
            span.add_property(|| (*key, late(at, &strings.customer)));
        }
    }

    fn events(&self, n: u64, strings: &Strings) {
        let root = self.root("root");
        let _parent = root.set_local_parent();
        for _ in 0..n {
            steps(&strings.region);
        }
    }

    fn errors(&self, n: u64) {
        let root = self.root("root");
        let _parent = root.set_local_parent();
        for order in 0..n {
            let _ = black_box(pay(order));
        }
    }

    fn write_headers(&self, n: u64, came: &Fields, to: &mut Fields) {
        let root = continues("writes", came);
        let _parent = root.set_local_parent();
        for _ in 0..n {
            if let Some(context) = SpanContext::current_local_parent() {
                to.put("traceparent", context.encode_w3c_traceparent());
            }
        }
    }

    fn read_headers(&self, came: &Fields) {
        black_box(caller(came));
    }

    fn continued(&self, n: u64, came: &Fields, strings: &Strings) {
        let root = continues("continued", came);
        let _parent = root.set_local_parent();
        for id in 0..n {
            leaf3(id, "GET", &strings.user);
        }
    }

    fn flush(&self) {
        fastrace::flush();
    }

    /// What does not fit into its ring waits in a list of its thread, which a
    /// flush does not reach and the next span moves on.
    fn nudge(&self) -> u64 {
        drop(self.root("nudge"));
        1
    }
}

fn main() -> ExitCode {
    bench_harness::main::<Fastrace>()
}
