use trace_runtime::traced;

#[traced]
async fn say_hello(request: http::Request<String>) -> Result<String, tonic::Status> {
    //~ async fn say_hello(cx: Inbound, request: http::Request<String>) -> …
    Ok(request.into_body())
}

fn main() {
    let _ = say_hello;
}
