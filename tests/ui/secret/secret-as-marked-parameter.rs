use trace_runtime::{Secret, TraceContract, traced};

#[traced]
fn login(cx: &TraceContract, #[attribute] password: Secret<String>) -> bool {
//~ fn login(cx: &TraceContract, password: Secret<String>) -> bool {
    password.expose().len() > 8
}

fn main() {
    let _ = login;
}
