#[traced]
fn load(cx: &TraceContract, key: u64) -> impl Future<Output = Result<Row, LoadError>> + Send {
    fetch(cx, key)
}
