#[traced(root as cx)]
async fn run(#[field] jobs: u64) {
    tokio::spawn(async move { jobs });
    finish(cx).await;
}
