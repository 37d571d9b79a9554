use trace_runtime::{SealedContract, TraceContract};

fn work(sealed: SealedContract, leaf: fn(&TraceContract)) {
    leaf(&sealed.into());
}

fn main() {
    let _ = work;
}
