use trace_runtime::*;

fn callback() {
    with_current(|span| span.unwrap().set_attribute("called", true));
    //~ current().unwrap().open_sync("callback", |cx| cx.set_attribute("called", true));
    with_current(|span| drop(span));
}

fn main() {
    trace_runtime::run_sync("main", |_| callback());
}
