use trace_runtime::SealedContract;

fn work(sealed: &SealedContract) {
    sealed.set_attribute("worked", true);
    //~ sealed.open_sync("work", |cx| cx.set_attribute("worked", true));
}

fn main() {
    trace_runtime::run_sync("main", |cx| work(&cx.seal()));
}
