use trace_runtime::{TraceContract, traced};

struct Shop;

#[traced]
impl Shop {
    fn price(&self) -> Option<impl Future<Output = u64>> {
    //~ #[no_contract] fn price(&self) -> Option<impl Future<Output = u64>> {
        Some(async { 7 })
    }

    fn charge(&self, cx: &TraceContract) {}
}

fn main() {
    let _ = (Shop.price(), Shop::charge);
}
