#[traced]
async fn serve(cx: &TraceContract) -> ! {
    loop {
        accept(cx).await;
    }
}
