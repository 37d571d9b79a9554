use trace_runtime::{Secret, TraceContract};

fn login(cx: &TraceContract, password: Secret<String>) {
    cx.add_event("login", [("password", password)]);
    //~ cx.add_event("login", [("password.length", password.expose().len())]);
}

fn main() {
    trace_runtime::run_sync("main", |cx| login(cx, Secret::new("hunter2".to_owned())));
}
