use trace_runtime::{Carried, run_sync};

fn main() {
    let message = run_sync("publish", |cx| Carried::new(cx, 7));
    let payload = run_sync("watch", |cx| message.read(&cx.seal()));
    //~ let payload = run_sync("watch", |cx| message.read(cx));
    assert_eq!(payload, 7);
}
