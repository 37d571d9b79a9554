async fn notify(cx: &TraceContract) {
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "notify",
                ::trace_runtime::__macro_support::SpanKind::Internal,
                ::core::module_path!(),
                "notify",
                ::core::file!(),
                ::core::line!(),
                &[],
            );
            &CALLSITE
        },
    );
    {
        let cx @ &_ = ::trace_runtime::__macro_support::Span::contract(
            &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
        );
        ::trace_runtime::__macro_support::Instrument::new(
                cx,
                async move {
                    if false {
                        return;
                    }
                    cx.add_event("notified", NONE);
                },
            )
            .await
    };
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
}
