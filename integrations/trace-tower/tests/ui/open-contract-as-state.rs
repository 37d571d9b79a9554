use axum::{Router, extract::State, routing::get};
use trace_runtime::{SealedContract, TraceContract};

fn router(cx: &TraceContract) -> Router {
    Router::new().route("/", get(show::<&'static TraceContract>)).with_state(cx)
    //~ Router::new().route("/", get(show::<SealedContract>)).with_state(cx.seal())
}

async fn show<S>(_: State<S>) -> &'static str {
    "shown"
}

fn main() {
    trace_runtime::run_sync("main", |cx| drop(router(cx)));
    let _: Option<SealedContract> = None;
}
