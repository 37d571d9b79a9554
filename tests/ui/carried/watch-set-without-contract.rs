use trace_runtime::TraceContract;
use trace_runtime::channel::watch::Sender;

fn reload(cx: &TraceContract, settings: &Sender<u64>) -> bool {
    let _ = cx;
    settings.send(7).is_ok()
    //~ settings.send(cx, 7).is_ok()
}

fn main() {
    let _ = reload;
}
