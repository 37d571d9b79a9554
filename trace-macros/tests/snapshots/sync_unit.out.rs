fn forget(_cx: &TraceContract) {
    #![allow(clippy::disallowed_methods)]
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(_cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "forget",
                ::trace_runtime::__macro_support::SpanKind::Internal,
                ::core::module_path!(),
                "forget",
                ::core::file!(),
                ::core::line!(),
                &[],
            );
            &CALLSITE
        },
    );
    {
        let _cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        ::trace_runtime::__macro_support::enter(
            _cx,
            move || -> () {
                purge();
            },
        )
    };
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
}
