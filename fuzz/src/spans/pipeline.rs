//! The pipeline of the process, with an exporter that keeps all forms of a batch.

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use trace_otel::OtlpEncoder;
use trace_runtime::exporter::{
    Batch, Deadline, ExportError, FinishedSpan, JsonExporter, SpanExporter, TreeExporter,
};
use trace_runtime::context::{TraceFlags, TraceState};
use trace_runtime::pipeline::Limits;
use trace_runtime::sampling::Sampler;
use trace_runtime::{Pipeline, Resource, SpanBuilder, SpanContext, SpanId, TraceContract, TraceId, traced};

use super::program::{Declared, Node, Step};

/// Small, so that they are met all the time.
pub(crate) const ATTRIBUTES: usize = 8;
pub(crate) const EVENTS: usize = 4;
pub(crate) const LINKS: usize = 3;
pub(crate) const VALUE_LENGTH: usize = 64;

/// The trace state of those links that have one.
pub(crate) const STATE: &str = "rojo=1,congo=2";

/// What became of the spans of one run.
#[derive(Debug, Default)]
pub(crate) struct Exported {
    pub(crate) spans: Vec<FinishedSpan>,
    /// One `ExportTraceServiceRequest` for each batch.
    pub(crate) otlp: Vec<Vec<u8>>,
    pub(crate) json: Vec<u8>,
    pub(crate) tree: Vec<u8>,
}

/// Writes into a part of what is exported.
struct Part(Store, fn(&mut Exported) -> &mut Vec<u8>);

type Store = Arc<Mutex<Exported>>;

impl std::io::Write for Part {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        (self.1)(&mut lock(&self.0)).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Keep {
    store: Store,
    encoder: OtlpEncoder,
    json: JsonExporter<Part>,
    tree: TreeExporter<Part>,
}

impl SpanExporter for Keep {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let message = self.encoder.encode(batch).to_vec();
        self.json.export(batch, deadline)?;
        self.tree.export(batch, deadline)?;
        let mut store = lock(&self.store);
        store.otlp.push(message);
        store
            .spans
            .extend(batch.spans().map(|span| span.to_finished()));
        Ok(())
    }
}

/// One run at a time: the pipeline is the process's.
static PIPELINE: LazyLock<Mutex<(Pipeline, Store)>> = LazyLock::new(|| {
    let store = Store::default();
    let keep = Keep {
        store: Arc::clone(&store),
        encoder: OtlpEncoder::new().code_attributes(false),
        json: JsonExporter::new(Part(Arc::clone(&store), |all| &mut all.json)),
        tree: TreeExporter::new(Part(Arc::clone(&store), |all| &mut all.tree)),
    };
    let limits = Limits::default()
        .attributes(ATTRIBUTES)
        .events(EVENTS)
        .links(LINKS)
        .value_length(VALUE_LENGTH);
    let pipeline = Pipeline::builder()
        .exporter(keep)
        .limits(limits)
        .sampler(Sampler::always_on())
        .resource(Resource::service("fuzz"))
        .install()
        .expect("the only pipeline of the process");
    Mutex::new((pipeline, store))
});

/// Runs `body` and gives what was exported of it.
pub(crate) fn with_pipeline<T>(body: impl FnOnce() -> T) -> (T, Exported) {
    let pipeline = lock(&PIPELINE);
    let (pipeline, store) = &*pipeline;
    let flush = || {
        let flushed = pipeline.flush(Duration::from_secs(5));
        flushed.expect("nothing keeps the exporter")
    };
    let stats = trace_runtime::stats();
    if stats.buffered + stats.exporting > 0 {
        flush(); // of what another target made, where several run
    }
    drop(std::mem::take(&mut *lock(store)));
    let value = body();
    flush();
    (value, std::mem::take(&mut *lock(store)))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes the spans under one root, and gives the ids of root and spans.
pub(crate) fn run(program: &[Node]) -> ((SpanId, Vec<SpanId>), Exported) {
    with_pipeline(|| {
        trace_runtime::run_sync("root", |cx| {
            let ids = program.iter().map(|node| span(cx, node));
            (cx.span_id(), ids.collect())
        })
    })
}

fn span(cx: &TraceContract, node: &Node) -> SpanId {
    if let Some(declared) = &node.declared {
        let Declared {
            flag,
            number,
            float,
            text,
            texts,
        } = declared;
        return traced_span(cx, *flag, *number, *float, text, texts, &node.steps);
    }
    let mut span = SpanBuilder::named(node.name.clone()).kind(node.kind.kind());
    for (name, value) in &node.before {
        span = span.attribute(name.0.clone(), value.value());
    }
    let sealed = cx.seal();
    sealed.open_sync(span, |cx| steps(cx, &node.steps))
}

#[traced(name = "declared", kind = client, attributes(flag, number, float, text, texts))]
fn traced_span(
    cx: &TraceContract,
    flag: bool,
    number: i64,
    float: Option<f64>,
    text: &str,
    texts: &[String],
    then: &[Step],
) -> SpanId {
    steps(cx, then)
}

fn steps(cx: &TraceContract, steps: &[Step]) -> SpanId {
    for step in steps {
        match step {
            Step::Attribute(name, value) => cx.set_attribute(name.0.clone(), value.value()),
            Step::Event(name, attributes) => {
                let pairs = attributes.iter();
                let pairs: Vec<_> = pairs
                    .map(|(key, value)| (key.0.clone(), value.value()))
                    .collect();
                cx.add_event(name.clone(), pairs);
            }
            Step::Link(link) => {
                let pairs = link.attributes.iter();
                let pairs: Vec<_> = pairs
                    .map(|(key, value)| (key.0.clone(), value.value()))
                    .collect();
                cx.add_link(linked(link), pairs);
            }
            Step::Rename(name) => cx.set_name(name.clone()),
            Step::Status(status) => cx.set_status(status.status()),
        }
    }
    cx.span_id()
}

pub(crate) fn linked(link: &super::program::Link) -> SpanContext {
    let state = if link.state { STATE } else { "" };
    SpanContext::remote(
        TraceId::from_u128(link.trace_id.get()).expect("not zero"),
        SpanId::from_u64(link.span_id.get()).expect("not zero"),
        TraceFlags::from_u8(link.flags),
        TraceState::parse(state).expect("a list"),
    )
}
