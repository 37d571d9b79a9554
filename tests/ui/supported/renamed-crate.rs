use trace_runtime::traced;

mod vendored {
    pub mod tracing {
        pub use ::trace_runtime::*;
    }
}

use vendored::tracing::TraceContract as Context;

#[traced(crate = crate::vendored::tracing)]
fn leaf(#[contract] cx: &Context) -> u64 {
    7
}

fn main() {
    assert_eq!(vendored::tracing::run_sync("main", |cx| leaf(cx)), 7);
}
