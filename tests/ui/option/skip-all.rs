use trace_runtime::{TraceContract, traced};

#[traced(skip_all, name = "pay")]
//~ #[traced(name = "pay")]
fn pay(cx: &TraceContract, card: &str) -> usize {
    card.len()
}

fn main() {
    let _ = pay;
}
