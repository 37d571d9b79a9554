struct Job<T> {
    contract: T,
}

fn main() {
    let mut job = None;
    trace_runtime::run_sync("main", |cx| {
        job = Some(Job { contract: cx });
    });
    println!("{:?}", job.map(|job| job.contract.trace_id()));
}
