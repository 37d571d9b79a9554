use trace_runtime::TraceContract;
use trace_runtime::channel::watch::Sender;

fn reload(cx: &TraceContract, settings: &Sender<u64>) {
    let _ = cx;
    settings.send_modify(|limit| *limit += 1);
    //~ settings.send(cx, 8).unwrap();
}

fn main() {
    let _ = reload;
}
