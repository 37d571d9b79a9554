use trace_runtime::SealedContract;

fn work(sealed: &SealedContract) {
    let mut kept = None;
    sealed.open_sync("work", |cx| {
        kept = Some(cx);
    });
    println!("{:?}", kept.map(|kept| kept.trace_id()));
}

fn main() {
    let _ = work;
}
