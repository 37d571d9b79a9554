use rayon::spawn as go;
use trace_runtime::{TraceContract, traced};

#[traced]
fn leaf(cx: &TraceContract) {}

#[traced]
fn pay(cx: &TraceContract) {
    let sealed = cx.seal();
    go(move || drop((sealed, leaf(cx))));
    //~ go(move || sealed.open_sync("leaf", leaf));
}

fn main() {
    let _ = pay;
}
