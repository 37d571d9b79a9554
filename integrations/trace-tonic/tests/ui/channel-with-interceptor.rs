use test_greeter::greeter_client::GreeterClient;
use tonic::{Request, Status};
use trace_tonic::Channel;

fn authenticated(request: Request<()>) -> Result<Request<()>, Status> {
    Ok(request)
}

fn main() {
    let endpoint = tonic::transport::Endpoint::from_static("http://greeter:50051");
    let channel = Channel::connect_lazy(&endpoint);
    let _ = GreeterClient::with_interceptor(channel, authenticated);
    //~ let _ = GreeterClient::with_interceptor(channel.traced(cx), authenticated);
}
