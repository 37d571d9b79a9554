use trace_runtime::SealedContract;

fn work(sealed: &SealedContract) {
    let kept = sealed.open_sync("work", |cx| cx);
    //~ let kept = sealed.open_sync("work", |cx| cx.seal());
    println!("{}", kept.trace_id());
}

fn main() {
    let _ = work;
}
