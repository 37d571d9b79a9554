use axum::{Router, routing::get};
use trace_tower::Inbound;

async fn show(_cx: Option<Inbound>) -> &'static str {
//~ async fn show(_cx: Inbound) -> &'static str {
    "shown"
}

fn main() {
    let _: Router = Router::new().route("/", get(show));
}
