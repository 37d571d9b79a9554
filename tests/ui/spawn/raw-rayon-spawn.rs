use trace_runtime::{TraceContract, traced};

#[traced]
fn pay(cx: &TraceContract) {
    let sealed = cx.seal();
    rayon::spawn(move || drop((sealed, println!("audit"))));
    //~ self::go(move || sealed.open_sync("audit", |_| println!("audit")));
}

use rayon::spawn as go;

fn main() {
    let _ = (pay, go::<fn()>);
}
