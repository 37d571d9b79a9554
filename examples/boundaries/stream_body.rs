//! A response body that is still being written when the handler has returned.

use std::convert::Infallible;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::routing::get;
use futures_util::StreamExt as _;
use tower::ServiceExt as _;
use trace_runtime::exporter::TreeExporter;
use trace_runtime::{Pipeline, TraceContract, Trust, traced};
use trace_tower::{Inbound, TraceLayer};

#[traced]
async fn export(cx: Inbound) -> Body {
    // The span of the stream starts when the server asks for the first row, and
    // ends with the last.
    let rows = cx.stream("rows", async |cx, out| {
        for number in 1..=3 {
            let row = load(cx, number).await;
            out.send(row).await;
        }
    });
    Body::from_stream(rows.map(Ok::<_, Infallible>))
}

#[traced(attributes(number))]
async fn load(cx: &TraceContract, number: u32) -> String {
    cx.add_event("loaded", [("rows", 1)]);
    format!("row {number}\n")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let _pipeline = Pipeline::builder()
        .exporter(TreeExporter::stdout())
        .install()?;
    let layer = TraceLayer::new(Trust::Restart);
    let app: Router = Router::new().route("/export", get(export)).layer(layer);
    let request = Request::get("/export").body(Body::empty())?;
    let body = app.oneshot(request).await?.into_body();
    print!(
        "{}",
        String::from_utf8(to_bytes(body, 1024).await?.to_vec())?
    );
    Ok(())
}
