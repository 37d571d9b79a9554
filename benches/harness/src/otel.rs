//! The exporters and the provider of all subjects that use OpenTelemetry's SDK.

use std::hint::black_box;

use opentelemetry::propagation::TextMapCompositePropagator;
use opentelemetry::trace::{SpanId, Status};
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::transform::common::tonic::ResourceAttributesWithSchema;
use opentelemetry_proto::transform::trace::tonic::group_spans_by_resource_and_scope;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::propagation::{BaggagePropagator, TraceContextPropagator};
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider, SpanData, SpanExporter,
};
use prost::Message;

use crate::arguments::Config;
use crate::arrived::{ARRIVED, Batch};
use crate::workload::Workload;

/// Counts.
#[derive(Debug, Default)]
pub struct CountingExporter;

impl SpanExporter for CountingExporter {
    async fn export(&self, spans: Vec<SpanData>) -> OTelSdkResult {
        count(&spans);
        Ok(())
    }
}

/// Encodes each batch as OTLP, in the way of `opentelemetry-otlp`, and counts.
#[derive(Debug, Default)]
pub struct EncodingExporter {
    resource: ResourceAttributesWithSchema,
}

impl SpanExporter for EncodingExporter {
    async fn export(&self, spans: Vec<SpanData>) -> OTelSdkResult {
        count(&spans);
        let request = ExportTraceServiceRequest {
            resource_spans: group_spans_by_resource_and_scope(spans, &self.resource),
        };
        ARRIVED.add_bytes(black_box(request.encode_to_vec()).len());
        Ok(())
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.resource = resource.into();
    }
}

fn count(spans: &[SpanData]) {
    let mut counted = Batch::default();
    for span in spans {
        counted.spans += 1;
        counted.roots += u64::from(span.parent_span_id == SpanId::INVALID);
        counted.attributes += span.attributes.len() as u64;
        counted.errors += u64::from(matches!(span.status, Status::Error { .. }));
        counted.events += span.events.len() as u64;
    }
    ARRIVED.add(&counted);
}

/// A provider with a batch processor, and the queue and sampler of `config`.
pub fn provider(config: &Config, exporter: impl SpanExporter + 'static) -> SdkTracerProvider {
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(config.queue)
        .with_max_export_batch_size(512)
        .build();
    let processor = BatchSpanProcessor::builder(exporter)
        .with_batch_config(batches)
        .build();
    let root = if config.sampled {
        Sampler::AlwaysOn
    } else {
        Sampler::AlwaysOff
    };
    SdkTracerProvider::builder()
        .with_span_processor(processor)
        .with_sampler(Sampler::ParentBased(Box::new(root)))
        // The default of 128 would cut the spans of `h`.
        .with_max_attributes_per_span(1024)
        .build()
}

/// A propagator of trace context, with baggage but where there is none to be had.
pub fn propagator(config: &Config) -> TextMapCompositePropagator {
    let trace_context = Box::new(TraceContextPropagator::new());
    match config.workload {
        Workload::WriteParent | Workload::ReadParent => {
            TextMapCompositePropagator::new(vec![trace_context])
        }
        _ => {
            TextMapCompositePropagator::new(vec![trace_context, Box::new(BaggagePropagator::new())])
        }
    }
}
