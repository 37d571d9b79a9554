use std::any::Any;
use std::sync::Arc;
use std::{iter, panic, thread};
use trace_runtime::TraceContract;

fn job(cx: &TraceContract) -> &TraceContract { cx }
//~ fn job(cx: &TraceContract) -> trace_runtime::SealedContract { cx.seal() }

fn keep<T>(_: T) {}

fn look<T>(_: &T) {}

fn spawn(cx: &TraceContract) {
    let job = job(cx);
    thread::spawn(move || keep(job));
}

fn builder_spawn(cx: &TraceContract) {
    let job = job(cx);
    keep(thread::Builder::new().spawn(move || keep(job)));
}

fn panic_hook(cx: &TraceContract) {
    let job = job(cx);
    panic::set_hook(Box::new(move |_| look(&job)));
}

fn panic_any(cx: &TraceContract) {
    let job = job(cx);
    panic::panic_any(job);
}

fn callback(cx: &TraceContract, bus: &mut Vec<Box<dyn FnOnce()>>) {
    let job = job(cx);
    bus.push(Box::new(move || keep(job)));
}

fn shared_callback(cx: &TraceContract, bus: &mut Vec<Arc<dyn Fn()>>) {
    let job = job(cx);
    bus.push(Arc::new(move || look(&job)));
}

fn any(cx: &TraceContract, bus: &mut Vec<Box<dyn Any>>) {
    let job = job(cx);
    bus.push(Box::new(job));
}

fn iterator(cx: &TraceContract, rows: &mut Vec<Box<dyn Iterator<Item = ()>>>) {
    let job = job(cx);
    rows.push(Box::new(iter::from_fn(move || Some(look(&job)))));
}

fn main() {
    let _ = spawn;
    let _ = builder_spawn;
    let _ = panic_hook;
    let _ = panic_any;
    let _ = callback;
    let _ = shared_callback;
    let _ = any;
    let _ = iterator;
}
