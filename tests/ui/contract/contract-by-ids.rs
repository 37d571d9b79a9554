use trace_runtime::{SealedContract, SpanContext, traced};

#[allow(dead_code)]
#[traced]
fn leaf(#[contract] cx: SpanContext) {}

fn main() {
    let _: Option<(SpanContext, SealedContract)> = None;
}
