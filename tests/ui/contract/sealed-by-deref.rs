use trace_runtime::SealedContract;

fn work(sealed: &SealedContract) {
    (**sealed).add_event("worked", ());
}

fn main() {
    let _ = work;
}
