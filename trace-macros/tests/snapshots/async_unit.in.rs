#[traced]
async fn notify(cx: &TraceContract) {
    cx.add_event("notified", NONE);
}
