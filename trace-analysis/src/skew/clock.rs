//! Whose clock a span was timed by.

use std::collections::HashMap;
use std::sync::Arc;

use trace_model::{Resource, Value};

/// What names a host, the surest first.
const HOST: [&str; 3] = ["host.id", "host.ip", "host.name"];

/// What tells processes apart where no host is named.
const PROCESS: [&str; 6] = [
    "service.namespace",
    "service.name",
    "service.instance.id",
    "k8s.pod.uid",
    "container.id",
    "process.pid",
];

/// The clocks of a trace, each named once.
pub(super) struct Clocks {
    pub(super) names: Vec<Arc<str>>,
    /// The clock of each resource.
    pub(super) of_resource: Vec<u32>,
}

impl Clocks {
    pub(super) fn of(resources: &[&Resource]) -> Self {
        let mut names = Vec::new();
        let mut by_name: HashMap<Arc<str>, u32> = HashMap::new();
        let of_resource = (resources.iter())
            .map(|resource| {
                let clock = by_name.entry(name(resource));
                *clock.or_insert_with_key(|name| {
                    names.push(name.clone());
                    names.len() as u32 - 1
                })
            })
            .collect();
        Clocks { names, of_resource }
    }
}

/// The host; where none is named, what is known of the process: no host is not the same host.
fn name(resource: &Resource) -> Arc<str> {
    if let Some(host) = HOST.into_iter().find_map(|key| text(resource, key)) {
        return host;
    }
    let known = PROCESS.into_iter().filter_map(|key| text(resource, key));
    let known: Vec<Arc<str>> = known.collect();
    if known.is_empty() {
        return resource.service();
    }
    known.join(" ").into()
}

fn text(resource: &Resource, key: &str) -> Option<Arc<str>> {
    match resource.get(key)? {
        Value::Text(text) => Some(text.clone()),
        Value::List(values) => Some(values.first()?.to_string().into()),
        value => Some(value.to_string().into()),
    }
    .filter(|text| !text.is_empty())
}
