use trace_runtime::{SealedContract, traced};

#[traced]
async fn pay(#[contract] cx: &str, order: u64) -> u64 {
//~ async fn pay(#[contract] cx: SealedContract, order: u64) -> u64 {
    order
}

fn main() {
    let _ = pay;
    let _: Option<SealedContract> = None;
}
