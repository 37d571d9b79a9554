use trace_runtime::exporter::{Batch, Deadline, ExportError, SpanExporter};

/// Hands each batch to several exporters, one after the other.
///
/// A batch counts as exported when all have it: the error of the first that
/// failed is the error of the batch.
pub(crate) struct FanOut(pub(crate) Vec<Box<dyn SpanExporter>>);

impl SpanExporter for FanOut {
    fn export(&mut self, batch: &Batch<'_>, deadline: &Deadline) -> Result<(), ExportError> {
        let mut result = Ok(());
        for exporter in &mut self.0 {
            let exported = exporter.export(batch, deadline);
            result = result.and(exported);
        }
        result
    }

    fn idle(&mut self) {
        for exporter in &mut self.0 {
            exporter.idle();
        }
    }

    fn shutdown(&mut self, deadline: &Deadline) {
        for exporter in &mut self.0 {
            exporter.shutdown(deadline);
        }
    }
}
