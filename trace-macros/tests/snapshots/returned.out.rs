fn total(cx: &TraceContract, cents: &[u64]) -> Money {
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "total",
                ::trace_runtime::__macro_support::SpanKind::Internal,
                ::core::module_path!(),
                "total",
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
        ::trace_runtime::__macro_support::enter(
            cx,
            move || -> Money { Money(cents.iter().sum()) },
        )
    };
    ::trace_runtime::__macro_support::Span::record_return(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        ::trace_runtime::__macro_support::returned(&__traced_returned)
            .__traced_value()
            .map(::trace_runtime::__macro_support::as_display),
    );
    if let ::core::option::Option::Some(__traced_error) = ::trace_runtime::__macro_support::Span::error(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        ::trace_runtime::__macro_support::returned(&__traced_returned).__traced_error(),
    ) {
        ::trace_runtime::__macro_support::Span::fail(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            ::trace_runtime::__macro_support::failed(__traced_error).__traced_describe(),
        );
    }
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
    return __traced_returned;
}
