//! `#[axum::debug_handler]`, which says what is wrong with a handler. It copies the body
//! under the types that it sees, so that it must see what `#[traced]` has made of it.

#![allow(clippy::unwrap_used)]

mod common;

use axum::extract::Path;
use axum::routing::get as on_get;
use axum::{Router, debug_handler};
use common::{get, record, send};
use trace_runtime::{Trust, traced};
use trace_tower::{Inbound, TraceLayer};

#[traced]
#[debug_handler]
async fn show(cx: Inbound, Path(id): Path<u32>) -> Result<String, String> {
    answer(cx, id).await
}

#[traced]
async fn answer(cx: &trace_runtime::TraceContract, id: u32) -> Result<String, String> {
    cx.set_attribute("id", id);
    Ok(id.to_string())
}

fn app() -> Router {
    record();
    Router::new()
        .route("/items/{id}", on_get(show))
        .layer(TraceLayer::new(Trust::Continue))
}

#[tokio::test]
async fn a_debug_handler_is_traced() {
    let answer = send(app(), get("/items/7")).await;
    assert_eq!(answer.body, "7");
    answer.trace().assert_shape(
        "
        GET /items/{id}
          show
            answer
        ",
    );
}
