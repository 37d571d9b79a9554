use trace_runtime::{Secret, TraceContract, traced};

#[traced(attributes(user, password))]
//~ #[traced(attributes(user))]
fn login(cx: &TraceContract, user: &str, password: &Secret<String>) -> bool {
    password.expose().len() > user.len()
}

fn main() {
    let _ = login;
}
