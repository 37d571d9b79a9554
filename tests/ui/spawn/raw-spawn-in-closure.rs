use trace_runtime::{TraceContract, traced};

#[traced]
impl Checkout {
    fn pay(&self, cx: &TraceContract) {
        let audit = || {
            ::tokio::spawn(async { println!("audit") });
            //~ cx.spawn("audit", async |_| println!("audit"));
        };
        audit();
    }
}

struct Checkout;

fn main() {
    let _ = Checkout;
}
