//! From a batch to traces.

use std::collections::HashMap;
use std::sync::Arc;

use super::batch::Batch;
use super::decode::Decoder;
use super::entry::Signal;
use crate::trace::Trace;

/// Decodes all spans, or all lines, of a batch, each into its trace, in the order of the
/// first span of each.
pub fn read_traces(batch: &Batch) -> Vec<Trace> {
    let mut traces: Vec<Trace> = Vec::new();
    let mut places = HashMap::new();
    let mut decoder = Decoder::default();
    let (mut resource, mut scope, mut of_group) = (Arc::default(), Arc::default(), None);
    for entry in batch.entries() {
        let at = *places.entry(entry.trace_id).or_insert_with(|| {
            traces.push(Trace::new(entry.trace_id));
            traces.len() - 1
        });
        // Neighbours are mostly of one group.
        if of_group != Some(entry.group) {
            let group = &batch.groups()[entry.group as usize];
            let part = |place| batch.slice(place);
            resource = decoder.resource(part(&group.resource), part(&group.resource_schema));
            scope = decoder.scope(part(&group.scope), part(&group.scope_schema));
            of_group = Some(entry.group);
        }
        let message = batch.slice(&entry.range);
        match batch.signal() {
            Signal::Traces => traces[at]
                .spans
                .extend(decoder.span(message, &resource, &scope)),
            Signal::Logs => traces[at]
                .logs
                .extend(decoder.log(message, &resource, &scope)),
        }
    }
    traces
}
