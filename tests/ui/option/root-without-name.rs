use trace_runtime::traced;

#[traced(root)]
fn main() {}
