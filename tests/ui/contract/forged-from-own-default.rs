use trace_runtime::TraceContract;

struct Ours;

impl Default for TraceContract {
    fn default() -> Self {
        unreachable!()
    }
}

fn main() {
    trace_runtime::run_sync("main", |cx: &TraceContract| drop((cx.seal(), Ours)));
}
