use trace_runtime::{TraceContract, traced};

struct Upload {
    bytes: Vec<u8>,
}

#[traced(attributes(name, upload.bytes = upload.bytes.len()))]
async fn store(cx: &TraceContract, name: String, upload: Upload) -> (String, Vec<u8>) {
    tokio::task::yield_now().await;
    (name, upload.bytes)
}

#[traced(attributes(name))]
fn keep(cx: &TraceContract, name: String, kept: &mut Vec<String>) {
    kept.push(name);
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        let stored = store(cx, "a".to_owned(), Upload { bytes: vec![1] }).await;
        assert_eq!(stored, ("a".to_owned(), vec![1]));
        let mut kept = Vec::new();
        keep(cx, "b".to_owned(), &mut kept);
        assert_eq!(kept, ["b"]);
    })
    .await;
}
