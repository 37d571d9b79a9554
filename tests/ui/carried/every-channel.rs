use std::sync::{Arc, Mutex, OnceLock};
use tokio::sync::{OnceCell, broadcast, mpsc, oneshot, watch};
use trace_runtime::TraceContract;

fn job(cx: &TraceContract) -> &TraceContract { cx }
//~ fn job(cx: &TraceContract) -> trace_runtime::SealedContract { cx.seal() }

type Any = Box<dyn std::any::Any + Send + Sync>;

fn std_sender(cx: &TraceContract, channel: &std::sync::mpsc::Sender<Any>) {
    let job = job(cx);
    let _ = channel.send(Box::new(job));
}

fn std_sync_sender(cx: &TraceContract, channel: &std::sync::mpsc::SyncSender<Any>) {
    let job = job(cx);
    let _ = channel.send(Box::new(job));
}

fn sender(cx: &TraceContract, channel: &mpsc::Sender<Any>) {
    let job = job(cx);
    let _ = channel.try_send(Box::new(job));
}

fn unbounded_sender(cx: &TraceContract, channel: &mpsc::UnboundedSender<Any>) {
    let job = job(cx);
    let _ = channel.send(Box::new(job));
}

fn permit(cx: &TraceContract, channel: mpsc::Permit<'_, Any>) {
    let job = job(cx);
    channel.send(Box::new(job));
}

fn oneshot_sender(cx: &TraceContract, channel: oneshot::Sender<Any>) {
    let job = job(cx);
    let _ = channel.send(Box::new(job));
}

fn broadcast_sender(cx: &TraceContract, channel: &broadcast::Sender<Arc<Any>>) {
    let job = job(cx);
    let _ = channel.send(Arc::new(Box::new(job)));
}

fn watch_sender(cx: &TraceContract, channel: &watch::Sender<Any>) {
    let job = job(cx);
    channel.send_replace(Box::new(job));
}

fn watch_modify(cx: &TraceContract, channel: &watch::Sender<Any>) {
    let job = job(cx);
    channel.send_modify(move |value| *value = Box::new(job));
}

fn once_cell(cx: &TraceContract, cell: &OnceCell<Any>) {
    let job = job(cx);
    let _ = cell.set(Box::new(job));
}

fn once_lock(cx: &TraceContract, cell: &OnceLock<Any>) {
    let job = job(cx);
    let _ = cell.set(Box::new(job));
}

fn mutex(cx: &TraceContract, cell: &Mutex<Any>) {
    let job = job(cx);
    *cell.lock().unwrap() = Box::new(job);
}

fn main() {
    let _ = std_sender;
    let _ = std_sync_sender;
    let _ = sender;
    let _ = unbounded_sender;
    let _ = permit;
    let _ = oneshot_sender;
    let _ = broadcast_sender;
    let _ = watch_sender;
    let _ = watch_modify;
    let _ = once_cell;
    let _ = once_lock;
    let _ = mutex;
}
