use trace_runtime::{Secret, TraceContract};

fn login(cx: &TraceContract, password: Secret<String>) {
    cx.set_attribute("password", password);
}

fn main() {
    trace_runtime::run_sync("main", |cx| login(cx, Secret::new("hunter2".to_owned())));
}
