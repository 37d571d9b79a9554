use std::sync::mpsc::Receiver;
use trace_runtime::{Carried, TraceContract, traced};

#[traced]
fn child(cx: &TraceContract, order: u64) -> u64 {
    order
}

fn worker(jobs: Receiver<Carried<u64>>) {
    for job in jobs {
        child(job);
        //~ job.open_sync("job", |cx, order| child(cx, order));
    }
}

fn main() {
    let _ = worker;
}
