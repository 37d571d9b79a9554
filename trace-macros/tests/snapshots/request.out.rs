impl Greeter for Shop {
    async fn say_hello(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<HelloReply>, Status> {
        let __traced_source = match ::trace_tonic::__macro_support::inbound(&request) {
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
                        self.greet(cx, request.into_inner()).await
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
    }
    async fn repeat(
        &self,
        request: Request<HelloRequest>,
    ) -> Result<Response<()>, Status> {
        let __traced_source = match ::trace_tonic::__macro_support::inbound(&request) {
            ::core::result::Result::Ok(__traced_arrived) => __traced_arrived,
            ::core::result::Result::Err(__traced_missing) => {
                return ::trace_tonic::__macro_support::refused(__traced_missing);
            }
        };
        let __trace_ends_with_its_fn_so_use_trace_spawn_or_trace_seal = ::trace_runtime::__macro_support::Span::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(
                &__traced_source,
            ),
            {
                static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                    "repeat",
                    ::trace_runtime::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "Shop::repeat",
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
        );
        let __traced_returned = {
            let trace @ &_ = ::trace_runtime::__macro_support::Span::contract(
                &__trace_ends_with_its_fn_so_use_trace_spawn_or_trace_seal,
            );
            ::trace_runtime::__macro_support::Instrument::new(
                    trace,
                    async move {
                        if false {
                            return ::trace_runtime::__macro_support::returns::<
                                Result<Response<()>, Status>,
                            >();
                        }
                        self.greet(trace, request.into_inner()).await
                    },
                )
                .await
        };
        if let ::core::option::Option::Some(__traced_error) = ::trace_runtime::__macro_support::Span::error(
            &__trace_ends_with_its_fn_so_use_trace_spawn_or_trace_seal,
            ::trace_runtime::__macro_support::returned(&__traced_returned)
                .__traced_error(),
        ) {
            ::trace_runtime::__macro_support::Span::fail(
                &__trace_ends_with_its_fn_so_use_trace_spawn_or_trace_seal,
                ::trace_runtime::__macro_support::failed(__traced_error)
                    .__traced_describe(),
            );
        }
        ::trace_runtime::__macro_support::Span::finish(
            &__trace_ends_with_its_fn_so_use_trace_spawn_or_trace_seal,
        );
        return __traced_returned;
    }
    async fn drain(
        &self,
        __traced_request: tonic::Request<Streaming<HelloRequest>>,
    ) -> Result<Response<()>, Status> {
        let __traced_source = match ::trace_tonic::__macro_support::inbound(
            &__traced_request,
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
                    "drain",
                    ::trace_runtime::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "Shop::drain",
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
                                Result<Response<()>, Status>,
                            >();
                        }
                        Ok(Response::new(()))
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
    }
}
