//! Other attributes of a function, above `#[traced]` and below: those of the language,
//! and macros that write the function anew.
use async_trait::async_trait;
use trace_runtime::{TraceContract, traced};

struct Shop;

#[async_trait]
trait Sells {
    async fn sell(&self, cx: &TraceContract, cents: u64) -> Result<u64, String>;
}

#[traced]
#[async_trait]
impl Sells for Shop {
    async fn sell(&self, cx: &TraceContract, cents: u64) -> Result<u64, String> {
        Ok(above(cx, cents) + below(cx, cents))
    }
}

struct Other;

#[async_trait]
#[traced]
impl Sells for Other {
    async fn sell(&self, cx: &TraceContract, cents: u64) -> Result<u64, String> {
        Ok(above(cx, cents) + below(cx, cents))
    }
}

#[inline(never)]
#[must_use]
#[track_caller]
#[allow(clippy::needless_pass_by_value)]
#[traced]
fn above(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

#[traced]
#[inline(never)]
#[must_use = "it costs"]
#[track_caller]
#[doc(hidden)]
#[cold]
fn below(cx: &TraceContract, cents: u64) -> u64 {
    cents
}

#[cfg_attr(all(), traced(name = "always"))]
#[cfg_attr(any(), traced(name = "never"))]
async fn conditional(cx: &TraceContract) -> u64 {
    7
}

#[traced]
#[cfg_attr(all(), must_use)]
#[cfg(all())]
#[deprecated(note = "it is old")]
fn old(cx: &TraceContract) -> u64 {
    7
}

#[tokio::main(flavor = "current_thread")]
#[traced(root as cx, name = "tokio above")]
async fn tokio_above() -> u64 {
    conditional(cx).await
}

#[traced(root as cx, name = "tokio below")]
#[tokio::main(flavor = "current_thread")]
async fn tokio_below() -> u64 {
    conditional(cx).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[traced(root as cx)]
    async fn tokio_above() {
        assert_eq!(conditional(cx).await, 7);
    }

    #[traced(root as cx)]
    #[tokio::test]
    async fn tokio_below() {
        assert_eq!(conditional(cx).await, 7);
    }

    #[test]
    #[traced(root as cx)]
    fn test_above() {
        assert_eq!(above(cx, 7), 7);
    }

    #[traced(root as cx)]
    #[test]
    fn test_below() {
        assert_eq!(below(cx, 7), 7);
    }
}

#[tokio::main(flavor = "current_thread")]
async fn sold() -> u64 {
    trace_runtime::run("main", async |cx| {
        let sold = Shop.sell(cx, 1).await.expect("it is sold");
        #[allow(deprecated)]
        let old = old(cx);
        old + sold + Other.sell(cx, 1).await.expect("it is sold")
    })
    .await
}

fn main() {
    assert_eq!(tokio_above(), 7);
    assert_eq!(tokio_below(), 7);
    assert_eq!(sold(), 11);
}
