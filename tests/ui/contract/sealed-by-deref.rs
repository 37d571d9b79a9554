use trace_runtime::SealedContract;

fn work(sealed: &SealedContract) {
    (**sealed).add_event("worked", ());
    //~ sealed.open_sync("work", |cx| cx.add_event("worked", ()));
}

fn main() {
    let _ = work;
}
