use trace_runtime::{Secret, TraceContract, traced};

#[traced(ret)]
//~ #[traced]
fn token(cx: &TraceContract) -> Secret<String> {
    Secret::new("hunter2".to_owned())
}

fn main() {
    let _ = token;
}
