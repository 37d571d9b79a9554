use trace_runtime::{TraceContract, traced};

struct Order {
    id: u64,
}

#[traced(attributes(order))]
//~ #[traced(attributes(order.id = order.id))]
fn ship(cx: &TraceContract, order: &Order) -> u64 {
    order.id
}

fn main() {
    let _ = ship;
}
