impl Greeter for Shop {
    #[allow(clippy::all)]
    fn say_hello<'life0, 'async_trait>(
        &'life0 self,
        request: Request<HelloRequest>,
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = Result<Response<HelloReply>, Status>,
            > + ::core::marker::Send + 'async_trait,
        >,
    >
    where
        'life0: 'async_trait,
        Self: 'async_trait,
    {
        return Box::pin(async move {
            let __traced_source = match ::trace_tonic::__macro_support::inbound(
                &request,
            ) {
                ::core::result::Result::Ok(__traced_arrived) => __traced_arrived,
                ::core::result::Result::Err(__traced_missing) => {
                    return ::trace_tonic::__macro_support::refused(__traced_missing);
                }
            };
            let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
                ::trace_runtime::__macro_support::Contract::__traced_parent(
                    &__traced_source,
                ),
                {
                    static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                        "say_hello",
                        ::trace_runtime::__macro_support::SpanKind::Internal,
                        ::core::module_path!(),
                        "Shop::say_hello",
                        ::core::file!(),
                        ::core::line!(),
                        &[],
                    );
                    &CALLSITE
                },
            );
            let __traced_returned = {
                let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
                    &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
                );
                ::trace_runtime::__macro_support::Instrument::new(
                        cx,
                        async move {
                            if false {
                                return ::trace_runtime::__macro_support::returns::<
                                    Result<Response<HelloReply>, Status>,
                                >();
                            }
                            let __self = self;
                            let request = request;
                            __self.greet(cx, request.into_inner()).await
                        },
                    )
                    .await
            };
            if let ::core::option::Option::Some(__traced_error) = ::trace_runtime::__macro_support::Span::error(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
                ::trace_runtime::__macro_support::returned(&__traced_returned)
                    .__traced_error(),
            ) {
                ::trace_runtime::__macro_support::Span::fail(
                    &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
                    ::trace_runtime::__macro_support::failed(__traced_error)
                        .__traced_describe(),
                );
            }
            ::trace_runtime::__macro_support::Span::finish(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            );
            return __traced_returned;
        });
    }
}
