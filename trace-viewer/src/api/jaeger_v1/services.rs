//! Services and their operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Serialize;
use trace_store::Store;

use super::answer::{self, Failure};
use crate::api::parameters::{NotUnderstood, Parameters};

#[derive(Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "camelCase")]
struct OperationOfKind {
    name: Arc<str>,
    span_kind: &'static str,
}

pub(super) async fn services(State(store): State<Arc<dyn Store>>) -> Result<Response, Failure> {
    let operations = store.operations(None).await?.value;
    let services: BTreeSet<_> = operations
        .into_iter()
        .map(|operation| operation.service)
        .collect();
    Ok(answer::list(services.into_iter().collect()))
}

pub(super) async fn operations(
    State(store): State<Arc<dyn Store>>,
    Path(service): Path<String>,
) -> Result<Response, Failure> {
    let operations = store.operations(Some(&service)).await?.value;
    let names: BTreeSet<_> = operations
        .into_iter()
        .map(|operation| operation.name)
        .collect();
    Ok(answer::list(names.into_iter().collect()))
}

pub(super) async fn operations_of_kind(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Response, Failure> {
    let Some(service) = parameters.first(&["service"]) else {
        return Err(NotUnderstood("`service` is missing".to_owned()).into());
    };
    let kind = parameters.first(&["spanKind"]).map(str::to_lowercase);
    let operations = store.operations(Some(service)).await?.value;
    let operations: BTreeSet<_> = operations
        .into_iter()
        .map(|operation| OperationOfKind {
            name: operation.name,
            span_kind: operation.kind.as_str(),
        })
        .filter(|operation| {
            kind.as_deref()
                .is_none_or(|kind| operation.span_kind == kind)
        })
        .collect();
    Ok(answer::list(operations.into_iter().collect()))
}
