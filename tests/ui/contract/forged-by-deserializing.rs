use trace_runtime::{SealedContract, TraceContract};

fn main() {
    let job = r#"{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}"#;
    let contract: TraceContract = serde_json::from_str(job).unwrap();
    //~ let contract: SealedContract = serde_json::from_str(job).unwrap();
    let _ = contract.trace_id();
    let _: Option<(SealedContract, &TraceContract)> = None;
}
