use axum::http::Method;
use trace_runtime::traced;
use trace_tower::Inbound;

#[traced]
async fn show(cx: Inbound, again: Inbound) -> String {
//~ async fn show(cx: Inbound, again: Method) -> String {
    format!("{again:?}")
}

fn main() {
    let _ = (show, None::<Method>);
}
