use trace_runtime::Secret;

fn length(password: &Secret<String>) -> usize {
    password.len()
    //~ password.expose().len()
}

fn main() {
    length(&Secret::new("hunter2".to_owned()));
}
