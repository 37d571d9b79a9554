use trace_runtime::TraceContract;
use trace_runtime::channel::oneshot::Sender;

fn answer(cx: &TraceContract, reply: Sender<u64>) -> bool {
    let _ = cx;
    reply.send(7).is_ok()
    //~ reply.send(cx, 7).is_ok()
}

fn main() {
    let _ = answer;
}
