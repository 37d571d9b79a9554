use trace_runtime::traced;
use trace_tower::Inbound;

#[traced]
async fn show(Inbound(cx): Inbound) -> String {
//~ async fn show(cx: Inbound) -> String {
    cx.trace_id().to_string()
}

fn main() {
    let _ = show;
}
