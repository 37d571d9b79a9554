//! Services and their operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Serialize;
use trace_store::Store;

use super::failure::Failure;
use crate::api::parameters::Parameters;

#[derive(Debug, Serialize)]
pub(super) struct Services {
    services: BTreeSet<Arc<str>>,
}

#[derive(Debug, Serialize)]
pub(super) struct Operations {
    operations: BTreeSet<OperationOfKind>,
}

/// Jaeger UI refuses an entry without a kind.
#[derive(Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "camelCase")]
struct OperationOfKind {
    name: Arc<str>,
    span_kind: &'static str,
}

pub(super) async fn services(
    State(store): State<Arc<dyn Store>>,
) -> Result<Json<Services>, Failure> {
    let operations = store.operations(None).await?.value;
    let services = operations.into_iter().map(|operation| operation.service);
    Ok(Json(Services {
        services: services.collect(),
    }))
}

pub(super) async fn operations(
    State(store): State<Arc<dyn Store>>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<Operations>, Failure> {
    let service = parameters.first(&["service"]);
    let kind = parameters.first(&["spanKind", "span_kind"]);
    let kind = kind.map(str::to_lowercase);
    let operations = store.operations(service).await?.value;
    let operations = operations.into_iter().map(|operation| OperationOfKind {
        name: operation.name,
        span_kind: operation.kind.as_str(),
    });
    let of_kind = |operation: &OperationOfKind| {
        kind.as_deref()
            .is_none_or(|kind| operation.span_kind == kind)
    };
    Ok(Json(Operations {
        operations: operations.filter(of_kind).collect(),
    }))
}
