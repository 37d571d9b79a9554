use trace_runtime::{TraceContract, traced};

macro_rules! getter {
    ($name:ident) => {
        fn $name(&self) -> u64 {
            7
        }
    };
}

struct Payments;

#[traced]
impl Payments {
    getter!(limit);
    //~ fn limit(&self) -> u64 { 7 }

    fn charge(&self, cx: &TraceContract) {}
}

impl Payments {
    getter!(charged);
}

fn main() {
    let _ = (Payments::charge, Payments::limit, Payments::charged);
}
