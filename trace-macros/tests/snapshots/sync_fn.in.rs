#[traced]
fn check(cx: &TraceContract, cents: u64) -> Result<(), Refused> {
    if cents == 0 { Err(Refused) } else { Ok(()) }
}
