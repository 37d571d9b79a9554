fn load<'a>(
    cx: &'a TraceContract,
    key: &'a str,
) -> impl Future<Output = Result<Row, LoadError>> + Send + 'a {
    return async move {
        let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
            {
                static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                    "load",
                    ::trace_runtime::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "load",
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
                    ::trace_runtime::__macro_support::enter(
                        cx,
                        move || {
                            let key = key.trim();
                            async move {
                                if false {
                                    return ::trace_runtime::__macro_support::returns::<
                                        Result<Row, LoadError>,
                                    >();
                                }
                                fetch(cx, key).await
                            }
                        },
                    ),
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
    };
}
