//! A job queue: the context is stored with the job, as JSON, and the worker
//! goes on in the same trace, days later and in another process.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Carried, Pipeline, TraceContract, linked_trace, traced};

#[derive(Serialize, Deserialize)]
struct Resize {
    image: String,
    width: u32,
}

#[traced]
fn enqueue(
    cx: &TraceContract,
    queue: &mut VecDeque<String>,
    job: Resize,
) -> serde_json::Result<()> {
    queue.push_back(serde_json::to_string(&Carried::new(cx, job))?);
    Ok(())
}

#[traced(attributes(image = job.image.as_str(), width = job.width))]
fn resize(cx: &TraceContract, job: &Resize) {
    cx.add_event("resized", [("pixels", job.width * job.width)]);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let mut queue = VecDeque::new();
    trace_runtime::run_sync("upload", |cx| {
        for width in [64, 512] {
            let image = "cat.jpeg".to_owned();
            enqueue(cx, &mut queue, Resize { image, width })?;
        }
        serde_json::Result::Ok(())
    })?;

    // The worker: the first job as part of the upload's trace, the second in a
    // trace of its own that links back to it.
    for (at, text) in queue.iter().enumerate() {
        println!("{text}");
        let job: Carried<Resize> = serde_json::from_str(text)?;
        match at {
            0 => job.open_sync("resize job", |cx, job| resize(cx, &job)),
            _ => job.open_sync(linked_trace("resize job"), |cx, job| resize(cx, &job)),
        }
    }
    Ok(())
}
