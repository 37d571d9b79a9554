use trace_runtime::{TraceContract, traced};

struct Response {
    status: u16,
}

fn judge(response: &Response) -> Option<&'static str> {
    (response.status >= 500).then_some("server error")
}

#[traced(err = judge)]
async fn by_function(cx: &TraceContract) -> Response {
    Response { status: 503 }
}

#[traced(err = |response: &Response| (response.status == 404).then(|| "missing".to_owned()))]
fn by_closure(cx: &TraceContract) -> Response {
    Response { status: 404 }
}

#[traced(err(type), ret(debug))]
fn by_type(cx: &TraceContract) -> Result<u8, String> {
    Ok(7)
}

#[traced(err(off), name = "checked quietly")]
fn off(cx: &TraceContract) -> Result<u8, String> {
    Err("quiet".to_owned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    trace_runtime::run("main", async |cx| {
        assert_eq!(by_function(cx).await.status + by_closure(cx).status, 907);
        assert!(by_type(cx).is_ok() && off(cx).is_err());
    })
    .await;
}
