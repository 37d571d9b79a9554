use trace_runtime::{SealedContract, TraceContract};

fn work(sealed: &SealedContract, leaf: fn(&TraceContract)) {
    leaf(&sealed.0);
}

fn main() {
    let _ = work;
}
