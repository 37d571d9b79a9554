//! What can be searched for: names and values, for completion while one types.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde::Serialize;
use trace_model::{Attribute, Trace, Value};
use trace_store::Store;
use trace_store::search::Search;

use super::failure::Failure;
use crate::api::parameters::{NotUnderstood, Parameters};

/// Names and values are those of the newest traces, so many of them.
const LOOKED_AT: usize = 50;
/// More values than these help nobody who types.
const MOST_VALUES: usize = 500;

#[derive(Debug, Serialize)]
pub(super) struct Tags {
    scopes: Vec<Scope>,
}

#[derive(Debug, Serialize)]
struct Scope {
    name: &'static str,
    tags: BTreeSet<Arc<str>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Values {
    tag_values: Vec<TagValue>,
}

#[derive(Debug, Serialize)]
struct TagValue {
    r#type: &'static str,
    value: String,
}

/// The names in all scopes, or in the one that is asked for.
pub(super) async fn tags(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Tags>, Failure> {
    let asked = parameters
        .first(&["scope"])
        .filter(|scope| *scope != "none");
    let (mut span, mut resource) = (BTreeSet::new(), BTreeSet::new());
    for trace in newest(&*store).await? {
        for each in &trace.spans {
            let key = |attribute: &Attribute| attribute.key.clone();
            span.extend(each.attributes.iter().map(key));
            resource.extend(each.resource.attributes.iter().map(key));
        }
    }
    let intrinsic = [
        "duration",
        "kind",
        "name",
        "rootName",
        "rootServiceName",
        "status",
        "traceDuration",
    ];
    let scope = |name, tags| Scope { name, tags };
    let mut scopes = vec![
        scope("span", span),
        scope("resource", resource),
        scope("intrinsic", intrinsic.map(Arc::from).into()),
    ];
    if let Some(asked) = asked {
        scopes.retain(|scope| scope.name == asked);
        if scopes.is_empty() {
            return Err(NotUnderstood::new("scope", asked, "span, resource or intrinsic").into());
        }
    }
    Ok(Json(Tags { scopes }))
}

pub(super) async fn values(
    State(store): State<Arc<dyn Store>>,
    Path(tag): Path<String>,
) -> Result<Json<Values>, Failure> {
    let fixed: &[&str] = match &*tag {
        "status" | "span:status" => &["error", "ok", "unset"],
        "kind" | "span:kind" => &["client", "consumer", "internal", "producer", "server"],
        _ => &[],
    };
    let mut values: BTreeMap<String, &'static str> = BTreeMap::new();
    values.extend(fixed.iter().map(|name| ((*name).to_owned(), "keyword")));
    match &*tag {
        "name" | "span:name" | "rootName" | "trace:rootName" => {
            let operations = store.operations(None).await?.value;
            values.extend(operations.iter().map(|of| (of.name.to_string(), "string")));
        }
        "resource.service.name" | ".service.name" | "rootServiceName" | "trace:rootService" => {
            let operations = store.operations(None).await?.value;
            values.extend(
                operations
                    .iter()
                    .map(|of| (of.service.to_string(), "string")),
            );
        }
        _ if fixed.is_empty() => {
            for trace in newest(&*store).await? {
                add(&mut values, &trace, &tag);
            }
        }
        _ => {}
    }
    let values = values.into_iter().take(MOST_VALUES);
    let value = |(value, r#type)| TagValue { r#type, value };
    Ok(Json(Values {
        tag_values: values.map(value).collect(),
    }))
}

fn add(values: &mut BTreeMap<String, &'static str>, trace: &Trace, tag: &str) {
    let Some((scope, key)) = tag.split_once('.') else {
        return;
    };
    for span in &trace.spans {
        let of_span = span.get(key).filter(|_| scope != "resource");
        let of_resource = span.resource.get(key).filter(|_| scope != "span");
        for value in of_span.into_iter().chain(of_resource) {
            values.insert(value.to_string(), type_of(value));
        }
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Int(_) => "int",
        Value::Double(_) => "float",
        Value::Bool(_) => "bool",
        _ => "string",
    }
}

async fn newest(store: &dyn Store) -> Result<Vec<Trace>, Failure> {
    let search = Search {
        limit: LOOKED_AT,
        ..Search::default()
    };
    let mut traces = Vec::new();
    for hit in store.search(&search).await?.value.traces {
        let stored = store.trace(hit.summary.trace_id).await?.value;
        traces.extend(stored.map(|stored| stored.trace));
    }
    Ok(traces)
}
