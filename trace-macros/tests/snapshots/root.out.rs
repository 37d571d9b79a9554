async fn main() -> Result<(), Box<dyn Error>> {
    let __traced_callsite: &'static ::trace_runtime::__macro_support::Callsite = {
        static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
            "main",
            ::trace_runtime::__macro_support::SpanKind::Consumer,
            ::core::module_path!(),
            "main",
            ::core::file!(),
            ::core::line!(),
            &[],
        );
        &CALLSITE
    };
    let __traced_root = ::trace_runtime::__macro_support::Root::new(__traced_callsite);
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(&__traced_root),
        __traced_callsite,
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
                            Result<(), Box<dyn Error>>,
                        >();
                    }
                    serve(cx).await
                },
            )
            .await
    };
    ::trace_runtime::__macro_support::Span::finish(
        &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
    );
    return __traced_returned;
}
