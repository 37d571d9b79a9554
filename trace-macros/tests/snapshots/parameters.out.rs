fn merge(
    (left, mut right): (Vec<u8>, Vec<u8>),
    cx: &Cx,
    mut limit: usize,
    #[cfg(feature = "dry")]
    dry: bool,
) -> Vec<u8> {
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "merge",
                ::trace_runtime::__macro_support::SpanKind::Internal,
                ::core::module_path!(),
                "merge",
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
            move || -> Vec<u8> {
                limit += right.len();
                right.extend(left);
                right
            },
        )
    };
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
