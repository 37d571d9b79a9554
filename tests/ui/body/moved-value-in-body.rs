use trace_runtime::{TraceContract, traced};

#[traced(attributes(card))]
async fn pay(cx: &TraceContract, card: String) -> usize {
    drop(card);
    //~ drop(card.clone());
    card.len()
}

fn main() {
    let _ = pay;
}
