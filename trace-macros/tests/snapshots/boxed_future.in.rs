#[traced]
fn walk<'a>(cx: &'a TraceContract, depth: u64) -> BoxFuture<'a, u64> {
    if depth == 0 {
        return Box::pin(ready(0));
    }
    Box::pin(descend(cx, depth))
}
