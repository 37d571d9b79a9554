use trace_runtime::{SealedContract, traced};

#[traced]
fn work(sealed: SealedContract, job: u64) -> u64 {
//~ fn work(#[contract] sealed: SealedContract, job: u64) -> u64 {
    job
}

fn main() {
    let _ = work;
}
