use trace_runtime::traced;

#[traced(root as cx)]
fn sweep() {}

fn main() {
    let _ = sweep;
}
