use trace_runtime::SealedContract;

async fn work(sealed: &SealedContract) {
    let kept = sealed.open("work", async |cx| cx).await;
    //~ let kept = sealed.open("work", async |cx| cx.seal()).await;
    println!("{}", kept.trace_id());
}

fn main() {
    let _ = work;
}
