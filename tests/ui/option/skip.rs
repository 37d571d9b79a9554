use trace_runtime::{TraceContract, traced};

#[traced(skip(card))]
//~ #[traced]
fn pay(cx: &TraceContract, card: &str) -> usize {
    card.len()
}

fn main() {
    let _ = pay;
}
