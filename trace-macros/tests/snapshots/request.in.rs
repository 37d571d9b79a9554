#[traced]
impl Greeter for Shop {
    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        self.greet(cx, request.into_inner()).await
    }

    #[traced(cx = request as trace)]
    async fn repeat(&self, request: Request<HelloRequest>) -> Result<Response<()>, Status> {
        self.greet(trace, request.into_inner()).await
    }

    async fn drain(&self, _: tonic::Request<Streaming<HelloRequest>>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }
}
