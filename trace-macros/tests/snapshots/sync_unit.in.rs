#[traced]
fn forget(_cx: &TraceContract) {
    #![allow(clippy::disallowed_methods)]
    purge();
}
