#[allow(clippy::used_underscore_binding)]
fn forget(_cx: &TraceContract) {
    #![allow(clippy::disallowed_methods)]
    #[allow(clippy::shadow_reuse)]
    let _cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(_cx),
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
    );
    {
        #[allow(clippy::shadow_reuse)]
        let _cx = _cx.contract();
        ::trace_runtime::__macro_support::enter(
            _cx,
            move || -> () {
                purge();
            },
        )
    };
    _cx.finish(::core::option::Option::None);
}
