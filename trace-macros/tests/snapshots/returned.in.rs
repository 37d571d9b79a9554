#[traced(ret(display))]
fn total(cx: &TraceContract, cents: &[u64]) -> Money {
    Money(cents.iter().sum())
}
