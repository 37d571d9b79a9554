use trace_runtime::{SealedContract, traced};

#[traced(parent = sealed)]
//~ #[traced(cx = sealed as cx)]
fn pay(sealed: SealedContract) {}

fn main() {
    let _ = pay;
}
