#[traced]
impl Greeter for Shop {
    #[allow(clippy::all)]
    fn say_hello<'life0, 'async_trait>(
        &'life0 self,
        request: Request<HelloRequest>,
    ) -> ::core::pin::Pin<Box<dyn ::core::future::Future<Output = Result<Response<HelloReply>, Status>> + ::core::marker::Send + 'async_trait>>
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        Box::pin(async move {
            let __self = self;
            let request = request;
            __self.greet(cx, request.into_inner()).await
        })
    }
}
