#![deny(warnings, unused, future_incompatible, nonstandard_style, rust_2018_idioms)]
#![deny(unused_qualifications, trivial_casts, unreachable_pub, single_use_lifetimes)]
#![deny(let_underscore_drop, unused_results, unused_lifetimes, elided_lifetimes_in_paths)]
#![forbid(unsafe_code)]
use trace_runtime::{TraceContract, traced};

struct Shop;

#[traced]
impl Shop {
    async fn leaf(&self, cx: &TraceContract) {}

    async fn fails(&self, cx: &TraceContract) -> Result<u64, String> {
        Err("no".to_owned())
    }

    fn sync(&self, cx: &TraceContract) -> bool {
        true
    }

    #[traced(attributes(cents, twice = 2 * cents), ret)]
    fn recorded(&self, cx: &TraceContract, cents: u64) -> u64 {
        cents
    }

    async fn diverges(&self, cx: &TraceContract, fail: bool) -> u64 {
        if fail {
            panic!("no shop");
        }
        7
    }
}

#[traced(root as cx)]
fn main() {
    assert!(Shop.sync(cx) && Shop.recorded(cx, 7) == 7);
    drop((Shop.leaf(cx), Shop.fails(cx), Shop.diverges(cx, false)));
}
