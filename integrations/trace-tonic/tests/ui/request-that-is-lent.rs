use test_greeter::HelloRequest;
use tonic::{Request, Status};
use trace_runtime::traced;

struct Shop;

#[traced]
impl Shop {
    async fn check(&self, request: &Request<HelloRequest>) -> Result<(), Status> {
        //~ async fn check(&self, cx: &TraceContract, request: &Request<HelloRequest>) -> …
        let _ = request.get_ref();
        Ok(())
    }
}

fn main() {
    let _ = Shop::check;
}
