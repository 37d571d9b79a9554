//! Services and operations, each named once.

use std::collections::HashMap;
use std::sync::Arc;

use trace_model::{Resource, Span};

/// The services and the operations of a trace, each named once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Names {
    /// The names of the services, in the order in which they arrived.
    pub services: Vec<Arc<str>>,
    /// The operations of the services, in the order in which they arrived.
    pub operations: Vec<Operation>,
}

/// One operation of one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// The place of the service in [`Names::services`].
    pub service: u32,
    /// The name of the operation.
    pub name: Arc<str>,
}

/// Names services and operations, one span at a time.
#[derive(Default)]
pub(super) struct Naming<'a> {
    names: Names,
    /// Each resource once, as far as its address tells.
    resources: Vec<&'a Resource>,
    /// The place in `resources`, and the service.
    of_resource: HashMap<*const Resource, (u32, u32)>,
    of_service: HashMap<Arc<str>, u32>,
    of_operation: HashMap<(u32, &'a str), u32>,
}

impl<'a> Naming<'a> {
    /// The places of the span's operation and of its resource.
    pub(super) fn name(&mut self, span: &'a Span) -> (u32, u32) {
        let (resource, service) = self.resource(&span.resource);
        let operation = self.of_operation.entry((service, &*span.name));
        let operation = *operation.or_insert_with(|| {
            let operations = &mut self.names.operations;
            operations.push(Operation {
                service,
                name: span.name.clone(),
            });
            operations.len() as u32 - 1
        });
        (operation, resource)
    }

    pub(super) fn finish(self) -> (Names, Vec<&'a Resource>) {
        (self.names, self.resources)
    }

    fn resource(&mut self, resource: &'a Arc<Resource>) -> (u32, u32) {
        let address = Arc::as_ptr(resource);
        if let Some(known) = self.of_resource.get(&address) {
            return *known;
        }
        let services = &mut self.names.services;
        let service = self.of_service.entry(resource.service());
        let service = *service.or_insert_with_key(|name| {
            services.push(name.clone());
            services.len() as u32 - 1
        });
        self.resources.push(resource);
        let known = (self.resources.len() as u32 - 1, service);
        self.of_resource.insert(address, known);
        known
    }
}
