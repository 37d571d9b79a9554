//! What goes along with the parent, and what the API of OpenTelemetry makes of it.

use std::collections::HashMap;

use opentelemetry::baggage::BaggageExt as _;
use opentelemetry::propagation::{TextMapCompositePropagator, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt as _, Tracer as _};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};
use trace_otel::bridge;
use trace_runtime::{Trust, propagation};
use tracing::info_span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use crate::both::Both;

fn propagator() -> TextMapCompositePropagator {
    TextMapCompositePropagator::new(vec![
        Box::new(TraceContextPropagator::new()),
        Box::new(BaggagePropagator::new()),
    ])
}

/// What a request brings from outside.
fn headers() -> HashMap<String, String> {
    [
        (
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
        ("tracestate", "vendor=1"),
        ("baggage", "tenant=blue%20sky"),
        ("x-request-id", "order-7"),
    ]
    .map(|(key, value)| (key.to_owned(), value.to_owned()))
    .into()
}

#[test]
fn their_client_sends_on_what_our_server_took() {
    let both = Both::new();
    let mut sent = HashMap::new();
    let inbound = propagation::extract(&headers());
    trace_runtime::run_inbound_sync(inbound, Trust::Continue, "server", |_| {
        let span = info_span!("their client");
        propagator().inject_context(&span.context(), &mut sent);
    });
    let spans = both.spans();
    let client = spans
        .iter()
        .find(|span| span.name == "theirs their client")
        .unwrap();
    let traceparent = format!("00-4bf92f3577b34da6a3ce929d0e0e4736-{}-01", client.span_id);
    assert_eq!(sent["traceparent"], traceparent);
    assert_eq!(sent["tracestate"], "vendor=1");
    assert_eq!(sent["baggage"], "tenant=blue%20sky");
}

#[test]
fn our_client_sends_on_what_their_server_took() {
    let both = Both::new();
    let mut sent = HashMap::new();
    let span = info_span!("their server");
    span.set_parent(propagator().extract(&headers())).unwrap();
    span.in_scope(|| {
        let sealed = bridge::current().unwrap();
        sealed.open_sync("our client", |cx| cx.inject(&mut sent));
    });
    drop(span);
    let spans = both.spans();
    let client = spans
        .iter()
        .find(|span| span.name == "ours our client")
        .unwrap();
    let traceparent = format!("00-4bf92f3577b34da6a3ce929d0e0e4736-{}-01", client.span_id);
    assert_eq!(sent["traceparent"], traceparent);
    assert_eq!(sent["tracestate"], "vendor=1");
    assert_eq!(sent["baggage"], "tenant=blue%20sky");
}

#[test]
fn the_request_keeps_its_correlation_id() {
    let _both = Both::new();
    let inbound = propagation::extract(&headers());
    trace_runtime::run_inbound_sync(inbound, Trust::Continue, "server", |_| {
        info_span!("theirs").in_scope(|| {
            let sealed = bridge::current().unwrap();
            assert_eq!(sealed.correlation_id().to_string(), "order-7");
            assert_eq!(sealed.baggage().get("tenant").as_deref(), Some("blue sky"));
        });
    });
}

#[test]
fn a_tracer_of_theirs_takes_a_contract() {
    let both = Both::new();
    let tracer = both.tracer();
    trace_runtime::run_sync("request", |cx| {
        let context = bridge::otel_context(cx);
        let span = tracer.start_with_context("by hand", &context);
        let _attached = context.with_span(span).attach();
        // Of the two that are current, this one is inside of the contract.
        bridge::current().unwrap().open_sync("ours", |_| {
            info_span!("leaf").in_scope(|| ());
        });
    });
    assert_eq!(
        both.tree(),
        "ours request\n  theirs by hand\n    ours ours\n      theirs leaf\n"
    );
}

#[test]
fn what_is_not_sampled_is_so_on_both_sides() {
    let both = Both::new();
    let mut headers = headers();
    let unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";
    headers.insert("traceparent".to_owned(), unsampled.to_owned());
    let span = info_span!("their server");
    span.set_parent(propagator().extract(&headers)).unwrap();
    span.in_scope(|| {
        let sealed = bridge::current().unwrap();
        sealed.open_sync("ours", |cx| {
            assert!(!cx.trace_flags().is_sampled());
            assert!(
                !info_span!("leaf")
                    .context()
                    .span()
                    .span_context()
                    .is_sampled()
            );
        });
    });
    drop(span);
    assert!(both.is_empty());
}

#[test]
fn baggage_alone_is_no_context() {
    let _both = Both::new();
    let with_baggage = Context::current_with_baggage([KeyValue::new("tenant", "blue")]);
    let _attached = with_baggage.attach();
    assert!(bridge::current().is_err());
    trace_runtime::run_sync("request", |cx| {
        let sealed = bridge::current().unwrap();
        assert_eq!(sealed.span_id(), Some(cx.span_id()));
    });
}
