async fn notify(cx: &TraceContract) {
    let span = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::parent(cx),
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
        |_| {},
    );
    #[allow(clippy::shadow_unrelated)]
    let cx = span.contract();
    ::trace_runtime::__macro_support::Instrument::new(
            cx,
            async move {
                if false {
                    return;
                }
                cx.add_event("notified", NONE);
            },
        )
        .await;
    span.finish(::core::option::Option::None);
}
