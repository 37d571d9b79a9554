use trace_runtime::Secret;

fn save(password: &Secret<String>) -> String {
    serde_json::to_string(password).unwrap()
}

fn main() {
    save(&Secret::new("hunter2".to_owned()));
}
