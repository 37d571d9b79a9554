fn forget(_cx: &TraceContract) {
    #![allow(clippy::disallowed_methods)]
    let __span_of_cx = ::trace_runtime::__macro_support::Span::start(
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
        let _cx @ &_ = ::trace_runtime::__macro_support::Span::contract(&__span_of_cx);
        ::trace_runtime::__macro_support::enter(
            _cx,
            move || -> () {
                purge();
            },
        )
    };
    ::trace_runtime::__macro_support::Span::finish(&__span_of_cx);
}
