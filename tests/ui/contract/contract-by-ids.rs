use trace_runtime::{SealedContract, SpanContext, traced};

#[allow(dead_code)]
#[traced]
fn leaf(#[contract] cx: SpanContext) {}
//~ fn leaf(#[contract] cx: SealedContract) {}

fn main() {
    let _: Option<(SpanContext, SealedContract)> = None;
}
