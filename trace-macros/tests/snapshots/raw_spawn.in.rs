#[traced(root as cx)]
async fn run(#[attribute] jobs: u64) {
    tokio::spawn(async move { jobs });
    finish(cx).await;
}
