//! Jaeger's archive: a pin here.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use trace_store::Store;

use super::answer::{self, Failure};
use crate::api::trace_id;

pub(super) async fn archive(
    State(store): State<Arc<dyn Store>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = trace_id::read(&id).ok_or_else(|| Failure::no_trace_id(&id))?;
    if !store.pin(id, "archived").await? {
        return Err(Failure::no_trace());
    }
    Ok(answer::list(Vec::<()>::new()))
}
