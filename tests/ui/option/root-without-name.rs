use trace_runtime::traced;

#[traced(root)]
//~ #[traced(root as cx)]
fn main() {}
