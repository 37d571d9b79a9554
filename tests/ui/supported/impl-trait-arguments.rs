use trace_runtime::{TraceContract, traced};

#[traced]
async fn total(cx: &TraceContract, cents: impl IntoIterator<Item = u64>) -> u64 {
    cents.into_iter().sum()
}

#[traced]
fn labels(cx: &TraceContract, names: &[impl AsRef<str>]) -> impl Iterator<Item = usize> {
    names.iter().map(|name| name.as_ref().len()).collect::<Vec<_>>().into_iter()
}

#[traced]
fn fallible(cx: &TraceContract, fail: bool) -> Result<impl Fn(u64) -> u64 + use<>, String> {
    if fail { Err("no".to_owned()) } else { Ok(|cents| cents + 1) }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(total(cx, [1, 2]).await, 3);
        assert_eq!(labels(cx, &["a", "bc"]).sum::<usize>(), 3);
        assert_eq!(fallible(cx, false).unwrap()(1), 2);
        assert!(fallible(cx, true).is_err());
    })
    .await;
}
