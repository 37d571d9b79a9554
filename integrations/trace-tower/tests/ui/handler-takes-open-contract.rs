use axum::{Router, routing::get};
use trace_runtime::{TraceContract, traced};
use trace_tower::Inbound;

#[traced]
async fn show(cx: &TraceContract) -> String {
//~ async fn show(cx: Inbound) -> String {
    cx.trace_id().to_string()
}

fn main() {
    let _: Router = Router::new().route("/", get(show));
    let _: Option<(Inbound, &TraceContract)> = None;
}
