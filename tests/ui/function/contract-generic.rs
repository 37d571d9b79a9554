use trace_runtime::{SealedContract, traced};

#[allow(dead_code)]
#[traced]
fn leaf<C>(#[contract] cx: C) {}
//~ fn leaf(#[contract] cx: SealedContract) {}

fn main() {
    let _: Option<SealedContract> = None;
}
