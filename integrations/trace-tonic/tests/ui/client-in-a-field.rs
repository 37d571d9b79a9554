use test_greeter::greeter_client::GreeterClient;
use trace_runtime::{TraceContract, traced};
use trace_tonic::{Channel, TracedChannel};

struct Shop {
    channel: Channel,
    greeter: Option<GreeterClient<TracedChannel<'static>>>,
}

#[traced]
impl Shop {
    fn connect(&mut self, cx: &TraceContract) {
        self.greeter = Some(GreeterClient::new(self.channel.traced(cx)));
        //~ let greeter = GreeterClient::new(self.channel.traced(cx));
    }
}

fn main() {
    let _ = Shop::connect;
}
