#[traced(root as cx, kind = consumer, err(off))]
async fn main() -> Result<(), Box<dyn Error>> {
    serve(cx).await
}
