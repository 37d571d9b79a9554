use trace_tower::Inbound;

#[allow(unused)]
//~ #[trace_runtime::traced]
async fn show(cx: Inbound) -> &'static str {
    cx.set_attribute("shown", true);
    "shown"
}

fn main() {
    let _ = show;
}
