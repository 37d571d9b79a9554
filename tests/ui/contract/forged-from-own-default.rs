use trace_runtime::TraceContract;

struct Ours;

impl Default for TraceContract {
//~ impl Default for Ours {
    fn default() -> Self {
        unreachable!()
    }
}

fn main() {
    trace_runtime::run_sync("main", |cx: &TraceContract| drop((cx.seal(), Ours)));
}
