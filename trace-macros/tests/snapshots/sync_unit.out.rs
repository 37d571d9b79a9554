#[allow(clippy::used_underscore_binding)]
fn forget(_cx: &TraceContract) {
    #![allow(clippy::disallowed_methods)]
    let span = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::parent(_cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "forget",
                Kind::Internal,
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
                &[],
            );
            &CALLSITE
        },
        |_| {},
    );
    #[allow(clippy::shadow_unrelated)]
    let _cx = span.contract();
    ::trace_runtime::__macro_support::enter(
        _cx,
        move || -> () {
            purge();
        },
    );
    span.finish(::core::option::Option::None);
}
