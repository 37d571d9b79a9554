use trace_runtime::{SealedContract, traced};

#[traced(parent = sealed)]
fn pay(sealed: SealedContract) {}

fn main() {
    let _ = pay;
}
