use test_greeter::{HelloReply, HelloRequest};
use tonic::{Request, Response, Status};
use trace_runtime::{TraceContract, traced};

#[traced]
async fn greet(cx: &TraceContract, name: &str) -> HelloReply {
    cx.set_attribute("name", name.to_owned());
    HelloReply::to(name)
}

#[traced]
async fn say_hello(request: Request<HelloRequest>) -> Result<Response<HelloReply>, Status> {
    Ok(Response::new(greet(trace, &request.into_inner().name).await))
    //~ Ok(Response::new(greet(cx, &request.into_inner().name).await))
}

fn main() {
    let _ = say_hello;
}
