use trace_runtime::{TraceContract, traced};

#[traced(err(Debug))]
//~ #[traced(err(type))]
fn pay(cx: &TraceContract) -> Result<(), String> {
    Err("no money".to_owned())
}

fn main() {
    let _ = pay;
}
