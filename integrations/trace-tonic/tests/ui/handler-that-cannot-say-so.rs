use test_greeter::HelloRequest;
use tonic::Request;
use trace_runtime::traced;

#[traced]
async fn name(request: Request<HelloRequest>) -> String {
    //~ async fn name(cx: &TraceContract, request: Request<HelloRequest>) -> String {
    request.into_inner().name
}

fn main() {
    let _ = name;
}
