async fn notify(cx: &TraceContract) {
    #[allow(clippy::shadow_reuse)]
    let cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "notify",
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
        let cx = cx.contract();
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
    cx.finish(::core::option::Option::None);
}
