use trace_runtime::{Secret, TraceContract, traced};

#[traced(err = |returned: &Result<(), Secret<String>>| returned.clone().err())]
//~ #[traced(err(type))]
fn login(cx: &TraceContract) -> Result<(), Secret<String>> {
    Err(Secret::new("hunter2".to_owned()))
}

fn main() {
    let _ = login;
}
