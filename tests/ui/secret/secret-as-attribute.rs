use trace_runtime::{Secret, TraceContract};

fn login(cx: &TraceContract, password: Secret<String>) {
    cx.set_attribute("password", password);
    //~ cx.set_attribute("password.length", password.expose().len() as i64);
}

fn main() {
    trace_runtime::run_sync("main", |cx| login(cx, Secret::new("hunter2".to_owned())));
}
