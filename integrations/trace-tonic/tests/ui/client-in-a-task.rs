use test_greeter::HelloRequest;
use test_greeter::greeter_client::GreeterClient;
use trace_runtime::{TraceContract, traced};
use trace_tonic::Channel;

#[traced(allow(raw_spawn))]
fn welcome(cx: &TraceContract, channel: &Channel) {
    let mut greeter = GreeterClient::new(channel.traced(cx));
    tokio::spawn(async move { greeter.say_hello(HelloRequest::of("Grace")).await });
    //~ cx.spawn("welcome", async move |cx| { … GreeterClient::new(channel.traced(cx)) … });
}

fn main() {
    let _ = welcome;
}
