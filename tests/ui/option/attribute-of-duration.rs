use std::time::Duration;

use trace_runtime::TraceContract;

fn waited(cx: &TraceContract, wait: Duration) {
    cx.set_attribute("wait.ms", wait);
    //~ cx.set_attribute("wait.ms", wait.as_millis());
}

fn main() {
    let _ = waited;
}
