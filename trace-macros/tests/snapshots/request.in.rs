#[traced]
impl Greeter for Shop {
    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        self.greet(cx, request.into_inner()).await
    }

    async fn drain(&self, _: tonic::Request<Streaming<HelloRequest>>) -> Result<Response<()>, Status> {
        Ok(Response::new(()))
    }
}
