struct Job<T> {
    contract: T,
}

fn main() {
    let mut job = None;
    trace_runtime::run_sync("main", |cx| {
        job = Some(Job { contract: cx });
        //~ job = Some(Job { contract: cx.seal() });
    });
    println!("{:?}", job.map(|job| job.contract.trace_id()));
}
