use trace_runtime::*;

fn callback() {
    current().unwrap().open_sync("callback", |cx| cx.set_attribute("called", true));
    with_current(|span| drop(span));
}

fn main() {
    trace_runtime::run_sync("main", |_| callback());
}
