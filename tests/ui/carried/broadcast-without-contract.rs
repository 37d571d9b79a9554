use trace_runtime::TraceContract;
use trace_runtime::channel::broadcast::Sender;

fn announce(cx: &TraceContract, news: &Sender<u64>) -> bool {
    let _ = cx;
    news.send(7).is_ok()
    //~ news.send(cx, 7).is_ok()
}

fn main() {
    let _ = announce;
}
