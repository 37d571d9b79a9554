use trace_runtime::{TraceContract, traced};

struct Stock;

#[traced]
impl Stock {
    fn level(&self, cx: &TraceContract) -> u64 {
        7
    }

    fn is_low(&self, cx: &TraceContract) -> bool {
        self.level() < 10
        //~ self.level(cx) < 10
    }
}

fn main() {
    trace_runtime::run_sync("main", |cx| assert!(Stock.is_low(cx)));
}
