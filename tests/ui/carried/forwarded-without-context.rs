use trace_runtime::channel::mpsc::UnboundedSender;
use trace_runtime::{Carried, TraceContract};

fn pass_on(cx: &TraceContract, orders: &UnboundedSender<u64>, order: u64) -> bool {
    orders.forward(order).is_ok()
    //~ orders.forward(Carried::new(cx, order)).is_ok()
}

fn main() {
    let _ = (pass_on, None::<Carried<()>>);
}
