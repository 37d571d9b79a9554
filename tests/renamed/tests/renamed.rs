//! `#[traced]` where the runtime crate has another name: found in the manifest, said by
//! an option, or behind a crate that re-exports it.

use tr::{TraceContract, traced};

mod reexport {
    pub(crate) use tr as runtime;
}

struct Shop;

#[traced]
impl Shop {
    #[traced(attributes(cents), ret)]
    async fn charge(&self, cx: &TraceContract, cents: u64) -> Result<u64, String> {
        said(cx, cents).map(|cents| cents + 1)
    }
}

#[traced(crate = tr)]
fn said(cx: &TraceContract, cents: u64) -> Result<u64, String> {
    reexported(cx);
    Ok(cents)
}

#[traced(crate = crate::reexport::runtime, kind = client)]
fn reexported(cx: &TraceContract) {
    cx.set_attribute("reexported", true);
}

#[traced(root as cx)]
fn entry() -> Result<u64, String> {
    said(cx, 7)
}

#[test]
fn the_runtime_is_found_under_another_name() {
    let mut future = std::pin::pin!(tr::run("main", async |cx| Shop.charge(cx, 7).await));
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    let charged = future.as_mut().poll(&mut task);
    assert_eq!(charged, std::task::Poll::Ready(Ok(8)));
    assert_eq!(entry(), Ok(7));
}
