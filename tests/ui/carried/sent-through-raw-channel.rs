use std::sync::mpsc;

fn main() {
    let (contracts, worker) = mpsc::channel();
    trace_runtime::run_sync("main", |cx| {
        contracts.send(cx).unwrap();
        //~ contracts.send(cx.seal()).unwrap();
    });
    println!("{}", worker.recv().unwrap().trace_id());
}
