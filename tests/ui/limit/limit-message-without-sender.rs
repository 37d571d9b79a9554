//! A message whose text has no context, or a forged one, can be opened all the
//! same: the trace that it names goes on, or a new one begins.

use trace_runtime::Carried;

fn main() {
    let wire = r#"{"trace": {}, "payload": 42}"#;
    let message: Carried<u64> = serde_json::from_str(wire).unwrap();
    assert_eq!(message.open_sync("handle", |_cx, order| order), 42);
}
