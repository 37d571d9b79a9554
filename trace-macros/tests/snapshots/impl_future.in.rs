#[traced]
fn load<'a>(cx: &'a TraceContract, key: &'a str) -> impl Future<Output = Result<Row, LoadError>> + Send + 'a {
    let key = key.trim();
    async move { fetch(cx, key).await }
}
