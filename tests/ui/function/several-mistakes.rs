use trace_runtime::{TraceContract, traced};

#[traced(nmae = "pay", kind = database, skip(card), attributes(cart))]
//~ #[traced(name = "pay", kind = client, attributes(cents))]
fn pay(cx: &TraceContract, card: &str, cents: u64) -> usize {
    card.len()
}

fn main() {
    let _ = pay;
}
