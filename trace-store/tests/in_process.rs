//! A traced function's span, from the function to the store.

use std::sync::Arc;
use std::time::Duration;

use trace_model::{SpanKind, Status};
use trace_runtime::{Pipeline, Resource, TraceContract, traced};
use trace_store::{MemoryStore, Store, StoreExporter};

#[traced(attributes(order.id = id))]
async fn charge(cx: &TraceContract, id: i64) -> Result<(), String> {
    cx.add_event("declined", [("card", "4242")]);
    Err(format!("order {id} is not paid"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_traced_function_is_a_trace_of_the_store() {
    let store = Arc::new(MemoryStore::new());
    let exporter = StoreExporter::new(store.clone(), tokio::runtime::Handle::current());
    let pipeline = Pipeline::builder()
        .resource(Resource::service("payments"))
        .exporter(exporter)
        .install()
        .unwrap();
    let id = trace_runtime::run("pay", async |cx| {
        charge(cx, 7).await.unwrap_err();
        cx.trace_id()
    })
    .await;
    tokio::task::block_in_place(|| pipeline.flush(Duration::from_secs(60))).unwrap();

    let trace = store.trace(id).await.unwrap().value.unwrap().trace;
    let span = |name: &str| {
        let found = trace.spans.iter().find(|span| &*span.name == name);
        found.unwrap_or_else(|| panic!("no span {name}: {trace:#?}"))
    };
    let (pay, charge) = (span("pay"), span("charge"));
    assert_eq!(trace.spans.len(), 2);
    assert_eq!(pay.parent, None);
    assert_eq!(charge.parent, Some(pay.span_id));
    assert_eq!(&*charge.service(), "payments");
    assert_eq!(charge.kind, SpanKind::Internal);
    assert_eq!(charge.get("order.id"), Some(&7.into()));
    assert_eq!(&*charge.events[0].name, "declined");
    assert_eq!(charge.events[0].get("card"), Some(&"4242".into()));
    assert!(matches!(charge.status, Status::Error { .. }));
    assert!(pay.start_unix_nanos <= charge.start_unix_nanos);
    assert!(charge.end_unix_nanos <= pay.end_unix_nanos);
}
