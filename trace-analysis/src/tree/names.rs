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
pub(super) struct Naming {
    names: Names,
    /// By the address of the resource: many spans share one.
    of_resource: HashMap<*const Resource, u32>,
    of_service: HashMap<Arc<str>, u32>,
    of_operation: HashMap<(u32, Arc<str>), u32>,
}

impl Naming {
    /// The place of the span's operation.
    pub(super) fn operation(&mut self, span: &Span) -> u32 {
        let service = self.service(&span.resource);
        let key = (service, span.name.clone());
        *self.of_operation.entry(key).or_insert_with_key(|key| {
            let operations = &mut self.names.operations;
            operations.push(Operation {
                service,
                name: key.1.clone(),
            });
            operations.len() as u32 - 1
        })
    }

    pub(super) fn finish(self) -> Names {
        self.names
    }

    fn service(&mut self, resource: &Arc<Resource>) -> u32 {
        let address = Arc::as_ptr(resource);
        if let Some(known) = self.of_resource.get(&address) {
            return *known;
        }
        let services = &mut self.names.services;
        let place = self.of_service.entry(resource.service());
        let place = *place.or_insert_with_key(|name| {
            services.push(name.clone());
            services.len() as u32 - 1
        });
        self.of_resource.insert(address, place);
        place
    }
}
