//! What crosses a process is text, and text can be read by anybody.

use trace_runtime::Carried;

fn main() {
    let wire = trace_runtime::run_sync("main", |cx| {
        serde_json::to_value(Carried::new(cx, "order")).unwrap()
    });
    assert_eq!(wire["payload"], "order");
}
