use trace_runtime::SealedContract;

fn work(sealed: &SealedContract) {
    let mut kept = None;
    sealed.open_sync("work", |cx| {
        kept = Some(cx);
        //~ kept = Some(cx.seal());
    });
    println!("{:?}", kept.map(|kept| kept.trace_id()));
}

fn main() {
    let _ = work;
}
