use trace_runtime::Secret;

fn save(password: &Secret<String>) -> String {
    serde_json::to_string(password).unwrap()
    //~ serde_json::to_string(password.expose()).unwrap()
}

fn main() {
    save(&Secret::new("hunter2".to_owned()));
}
