use trace_runtime::traced;

#[traced(root as cx)]
fn main() {}
