use trace_runtime::{SpanContext, TraceContract, TraceId};

fn main() {
    let id = "0af7651916cd43dd8448eb211c80319c";
    let parsed = id.parse::<TraceContract>().unwrap();
    //~ let parsed = id.parse::<TraceId>().unwrap();
    let _ = (parsed, None::<(SpanContext, TraceId, &TraceContract)>);
}
