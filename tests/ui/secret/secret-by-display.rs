use trace_runtime::{Secret, TraceContract, traced};

#[traced(attributes(password = %password))]
//~ #[traced(attributes(password = ?password))]
fn login(cx: &TraceContract, password: &Secret<String>) -> bool {
    password.expose().len() > 8
}

fn main() {
    let _ = login;
}
