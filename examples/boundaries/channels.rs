//! Channels: a message brings the context it was sent in, and cannot be read
//! without adopting it.

use trace_runtime::channel::{mpsc, oneshot};
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, traced};

/// A question, and where the answer goes.
type Question = (u32, oneshot::Sender<u32>);

/// Runs for as long as questions come; it belongs to no request.
async fn square_numbers(mut questions: mpsc::Receiver<Question>) {
    while let Some(question) = questions.recv().await {
        question
            .open("square", async |cx, (number, answer)| {
                // Nobody may be waiting any more: then the answer comes back.
                let _ = answer.send(cx, number * number);
            })
            .await;
    }
}

#[traced(attributes(number))]
async fn ask(cx: &TraceContract, squares: &mpsc::Sender<Question>, number: u32) -> Option<u32> {
    let (answer, answered) = oneshot::channel();
    squares.send(cx, (number, answer)).await.ok()?;
    let answer = answered.await.ok()?;
    Some(answer.open("read answer", async |_, square| square).await)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let (squares, questions) = mpsc::channel(8);
    #[expect(
        clippy::disallowed_methods,
        reason = "outlives every trace; each message brings its own"
    )]
    let worker = tokio::spawn(square_numbers(questions));
    for number in [6, 7] {
        let square = trace_runtime::run("channels", async |cx| ask(cx, &squares, number).await);
        println!("{:?}", square.await);
    }
    drop(squares);
    Ok(worker.await?)
}
