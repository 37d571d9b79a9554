use test_greeter::HelloRequest;
use test_greeter::greeter_client::GreeterClient;
use tonic::Status;
use trace_runtime::{TraceContract, traced};
use trace_tonic::Channel;

#[traced]
async fn welcome(cx: &TraceContract, channel: &Channel) -> Result<(), Status> {
    let mut greeter = GreeterClient::new(channel.clone());
    //~ let mut greeter = GreeterClient::new(channel.traced(cx));
    greeter.say_hello(HelloRequest::of("Grace")).await?;
    Ok(())
}

fn main() {
    let _ = welcome;
}
