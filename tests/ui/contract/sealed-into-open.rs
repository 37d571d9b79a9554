use trace_runtime::{SealedContract, TraceContract};

fn work(sealed: SealedContract, leaf: fn(&TraceContract)) {
    leaf(&sealed.into());
    //~ sealed.open_sync("work", leaf);
}

fn main() {
    let _ = work;
}
