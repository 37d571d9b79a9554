//! What the spans contain: the one place that says so.
//!
//! Names and rules are those of the OpenTelemetry semantic conventions, "Messaging spans" (in
//! development). `messaging.message.delivery_count` is ours.

use trace_runtime::integration::OpenSpan;
use trace_runtime::propagation::{Extracted, Injector};
use trace_runtime::span::Trust;
use trace_runtime::{SpanBuilder, SpanContext, SpanKind, Status, TraceContract};

use crate::delivery::{Delivery, Joins};
use crate::destination::Destination;

impl Destination {
    /// The span of sending so many messages at once.
    pub fn send(&self, cx: &TraceContract, messages: usize) -> Sending {
        let span = || counted(self.builder("send", "send", SpanKind::Producer), messages);
        Sending {
            span: child_of(cx, span),
        }
    }

    /// What came in one go, from these senders: a span if that were several. That of one
    /// message would say nothing that the span of its processing does not.
    pub fn received(&self, senders: &[Option<SpanContext>]) {
        if senders.len() < 2 {
            return;
        }
        let span = self.builder("receive", "receive", SpanKind::Client);
        let span = counted(span, senders.len());
        let links = senders.iter().flatten().cloned();
        let span = links.fold(span, SpanBuilder::link);
        OpenSpan::inbound(Extracted::default(), Trust::Restart, span).finish(None);
    }

    /// The span in which a message is worked off, to be given to
    /// [`Carried::open`](trace_runtime::Carried::open).
    pub fn process(&self, delivery: &Delivery, joins: Joins) -> SpanBuilder {
        let mut span = self.builder("process", "process", SpanKind::Consumer);
        span = span.attributes((
            ("messaging.message.id", delivery.id.as_deref()),
            ("messaging.message.body.size", delivery.size),
        ));
        if delivery.count > 1 {
            span = span.attribute("messaging.message.delivery_count", delivery.count);
        }
        if let Some(previous) = &delivery.previous {
            span = span.link(previous.clone());
        }
        match joins.joins(delivery) {
            true => span,
            false => span.in_linked_trace(),
        }
    }

    /// The span in which several messages are worked off at once: the root of a trace. The
    /// links to their senders come from [`Carried::read`](trace_runtime::Carried::read).
    pub fn process_batch(&self, messages: usize) -> SpanBuilder {
        counted(
            self.builder("process", "process", SpanKind::Consumer),
            messages,
        )
    }

    /// The span in which the broker is told what became of messages; `operation` says it, in
    /// a word such as `ack`.
    pub fn settle(&self, cx: &TraceContract, operation: &'static str, messages: usize) -> Settling {
        let span = || {
            counted(
                self.builder(operation, "settle", SpanKind::Client),
                messages,
            )
        };
        Settling {
            span: child_of(cx, span),
        }
    }

    fn builder(
        &self,
        operation: &'static str,
        kind_of: &'static str,
        kind: SpanKind,
    ) -> SpanBuilder {
        let name = format!("{operation} {}", self.name);
        SpanBuilder::named(name).kind(kind).attributes((
            ("messaging.system", self.system),
            ("messaging.operation.name", operation),
            ("messaging.operation.type", kind_of),
            ("messaging.destination.name", &*self.name),
            ("messaging.consumer.group.name", self.group.as_deref()),
            ("server.address", self.address.as_deref()),
            ("server.port", self.port),
        ))
    }
}

/// What is not recorded is not put together.
fn child_of(cx: &TraceContract, span: impl FnOnce() -> SpanBuilder) -> OpenSpan {
    match cx.is_recording() {
        true => OpenSpan::child_of(cx, span()),
        false => OpenSpan::child_of(cx, SpanBuilder::named("")),
    }
}

/// Only several messages are a batch.
fn counted(span: SpanBuilder, messages: usize) -> SpanBuilder {
    match messages {
        0 | 1 => span,
        _ => span.attribute("messaging.batch.message_count", messages),
    }
}

/// Messages on their way to the broker. Dropped before its end, the span has the attribute
/// `cancelled`.
#[derive(Debug)]
#[must_use = "dropped, it says that the sending was cancelled"]
pub struct Sending {
    span: OpenSpan,
}

impl Sending {
    /// Writes the context of the span into a message. One that brings its own keeps it: do
    /// not call this for it.
    pub fn inject(&self, headers: &mut dyn Injector) {
        self.span.enter(|cx| cx.inject(headers));
    }

    /// The exchange with the broker, within the span.
    pub fn instrument<F: Future>(&self, exchange: F) -> impl Future<Output = F::Output> {
        self.span.instrument(exchange)
    }

    /// A link to where a message that brings its own context comes from.
    pub fn link(&self, from: SpanContext) {
        self.span.enter(|cx| cx.add_link(from, ()));
    }

    /// The broker has it; of one message, under this id.
    pub fn sent(self, id: Option<&str>) {
        self.span.enter(|cx| {
            if let Some(id) = id {
                cx.set_attribute("messaging.message.id", id);
            }
        });
        self.span.finish(None);
    }

    /// The broker does not have it, or did not say so; why in a word, to count by.
    pub fn failed(self, error_type: &str) {
        self.span.enter(|cx| record_error(cx, error_type));
        self.span.finish(None);
    }
}

/// The broker is being told what became of messages. Dropped before its end, the span has the
/// attribute `cancelled`.
#[derive(Debug)]
#[must_use = "dropped, it says that it was cancelled"]
pub struct Settling {
    span: OpenSpan,
}

impl Settling {
    /// The exchange with the broker, within the span.
    pub fn instrument<F: Future>(&self, exchange: F) -> impl Future<Output = F::Output> {
        self.span.instrument(exchange)
    }

    /// The broker knows.
    pub fn settled(self) {
        self.span.finish(None);
    }

    /// The broker does not know, or did not say so; why in a word, to count by.
    pub fn failed(self, error_type: &str) {
        self.span.enter(|cx| record_error(cx, error_type));
        self.span.finish(None);
    }
}

fn record_error(cx: &TraceContract, error_type: &str) {
    if cx.is_recording() {
        cx.set_attribute("error.type", error_type);
        cx.set_status(Status::Error(error_type.to_owned().into()));
    }
}
