use trace_runtime::{SealedContract, TraceContract};

fn work(sealed: &SealedContract, leaf: fn(&TraceContract)) {
    leaf(sealed.parent());
}

fn main() {
    let _ = work;
}
