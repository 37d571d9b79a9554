pub unsafe extern "C" fn visit<'a, T, const N: usize>(
    cx: &TraceContract,
    all: &'a [T; N],
) -> Result<impl Iterator<Item = &'a T>, T::Error>
where
    T: Visit + ?Sized,
{
    let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                "visit",
                ::trace_runtime::__macro_support::SpanKind::Internal,
                ::core::module_path!(),
                "visit",
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
            move || -> Result<_, T::Error> {
                T::check(cx)?;
                Ok(all.iter())
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
