fn walk<'a>(cx: &'a TraceContract, depth: u64) -> BoxFuture<'a, u64> {
    return ::std::boxed::Box::pin(async move {
        let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
            {
                static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                    "walk",
                    ::trace_runtime::__macro_support::SpanKind::Internal,
                    ::core::module_path!(),
                    "walk",
                    ::core::file!(),
                    ::core::line!(),
                    &[],
                );
                &CALLSITE
            },
        );
        let __traced_returned: u64 = {
            let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            );
            ::trace_runtime::__macro_support::Instrumented::new(
                    cx,
                    ::trace_runtime::__macro_support::enter(
                        cx,
                        move || -> BoxFuture<'_, u64> {
                            if depth == 0 {
                                return Box::pin(ready(0));
                            }
                            Box::pin(descend(cx, depth))
                        },
                    ),
                )
                .await
        };
        ::trace_runtime::__macro_support::Span::finish(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        return __traced_returned;
    });
}
