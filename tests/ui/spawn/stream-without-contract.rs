use futures_util::stream::{self, Stream};
use trace_runtime::{TraceContract, traced};

struct Shop;

#[traced]
impl Shop {
    fn prices(&self) -> impl Stream<Item = u64> + use<> {
    //~ #[no_contract] fn prices(&self) -> impl Stream<Item = u64> + use<> {
        stream::iter([7])
    }

    fn charge(&self, cx: &TraceContract) {}
}

fn main() {
    let _ = (Shop.prices(), Shop::charge);
}
