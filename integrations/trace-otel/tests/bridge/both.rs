//! Both at work in one process, and the trace that comes of it.

use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::Duration;

use opentelemetry::trace::{SpanId, TraceId, TracerProvider as _};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracer, SdkTracerProvider};
use trace_runtime::Pipeline;
use trace_runtime::exporter::MemoryExporter;
use tracing::Subscriber;
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::Registry;
use tracing_subscriber::layer::SubscriberExt as _;

/// What is set up for a test, on its thread.
pub(crate) struct Both {
    provider: SdkTracerProvider,
    theirs: InMemorySpanExporter,
    _default: DefaultGuard,
}

/// A span of either.
#[derive(Debug)]
pub(crate) struct Span {
    pub(crate) name: String,
    pub(crate) trace_id: TraceId,
    pub(crate) span_id: SpanId,
    pub(crate) parent: SpanId,
    pub(crate) parent_is_remote: bool,
}

impl Both {
    /// Theirs behind the bridge, as a service has it.
    pub(crate) fn new() -> Self {
        Both::with(|tracer| {
            let otel = tracing_opentelemetry::layer().with_tracer(tracer);
            Registry::default().with(trace_otel::bridge::layer(otel))
        })
    }

    pub(crate) fn with<S: Subscriber + Send + Sync + 'static>(
        subscriber: impl FnOnce(SdkTracer) -> S,
    ) -> Self {
        ours();
        let theirs = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(theirs.clone())
            .build();
        let subscriber = subscriber(provider.tracer("theirs"));
        Both {
            provider,
            theirs,
            _default: tracing::subscriber::set_default(subscriber),
        }
    }

    pub(crate) fn tracer(&self) -> SdkTracer {
        self.provider.tracer("theirs")
    }

    /// Whether they recorded nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.theirs.get_finished_spans().unwrap().is_empty()
    }

    /// The spans of the one trace that there is: theirs, and ours that belong to it.
    pub(crate) fn spans(&self) -> Vec<Span> {
        let theirs = self.theirs.get_finished_spans().unwrap();
        let trace_id = theirs
            .first()
            .expect("a span of theirs")
            .span_context
            .trace_id();
        let ours = ours();
        let known = trace_runtime::TraceId::from_u128(u128::from_be_bytes(trace_id.to_bytes()));
        let ours = ours.trace(known.expect("no zeros")).into_iter();
        let theirs = theirs.into_iter().map(|span| Span {
            name: format!("theirs {}", span.name),
            trace_id: span.span_context.trace_id(),
            span_id: span.span_context.span_id(),
            parent: span.parent_span_id,
            parent_is_remote: span.parent_span_is_remote,
        });
        let ours = ours.map(|span| Span {
            name: format!("ours {}", span.name),
            trace_id: TraceId::from_bytes(span.trace_id.to_bytes()),
            span_id: SpanId::from_bytes(span.span_id.to_bytes()),
            parent: span
                .parent_span_id
                .map_or(SpanId::INVALID, |id| SpanId::from_bytes(id.to_bytes())),
            parent_is_remote: span.parent_is_remote,
        });
        let spans: Vec<_> = theirs.chain(ours).collect();
        assert!(
            spans.iter().all(|span| span.trace_id == trace_id),
            "{spans:#?}"
        );
        spans
    }

    /// The trace as a tree of names; a parent that neither recorded is an error.
    pub(crate) fn tree(&self) -> String {
        let spans = self.spans();
        for span in &spans {
            let known = spans.iter().any(|other| other.span_id == span.parent);
            assert!(known || span.parent == SpanId::INVALID, "lost: {span:?}");
            assert!(!span.parent_is_remote, "in one process: {span:?}");
        }
        let mut tree = String::new();
        below(SpanId::INVALID, &spans, 0, &mut tree);
        tree
    }
}

fn below(parent: SpanId, spans: &[Span], depth: usize, tree: &mut String) {
    let mut children: Vec<_> = spans.iter().filter(|span| span.parent == parent).collect();
    children.sort_by(|a, b| a.name.cmp(&b.name));
    for child in children {
        writeln!(tree, "{:width$}{}", "", child.name, width = depth * 2).unwrap();
        below(child.span_id, spans, depth + 1, tree);
    }
}

/// Our pipeline, one in a process; flushed.
fn ours() -> MemoryExporter {
    static OURS: OnceLock<(Pipeline, MemoryExporter)> = OnceLock::new();
    let (pipeline, memory) = OURS.get_or_init(|| {
        let memory = MemoryExporter::new();
        let pipeline = Pipeline::builder().exporter(memory.clone()).install();
        (pipeline.unwrap(), memory)
    });
    pipeline.flush(Duration::from_secs(60)).unwrap();
    memory.clone()
}
