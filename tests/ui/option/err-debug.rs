use trace_runtime::{TraceContract, traced};

#[traced(err(Debug))]
fn pay(cx: &TraceContract) -> Result<(), String> {
    Err("no money".to_owned())
}

fn main() {
    let _ = pay;
}
