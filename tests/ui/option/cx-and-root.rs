use trace_runtime::traced;

#[traced(root as cx, cx = sealed as cx)]
//~ #[traced(root as cx)]
fn sweep() {}

fn main() {
    let _ = sweep;
}
