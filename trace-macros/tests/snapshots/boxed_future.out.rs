fn walk<'a>(cx: &'a TraceContract, depth: u64) -> BoxFuture<'a, u64> {
    ::std::boxed::Box::pin(async move {
        let span = ::trace_runtime::__macro_support::Span::<
            0,
        >::start(
            ::trace_runtime::__macro_support::Contract::parent(cx),
            {
                use ::trace_runtime::__macro_support::{Callsite, Kind};
                static CALLSITE: Callsite = Callsite::new(
                    "walk",
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
        let returned: u64 = ::trace_runtime::__macro_support::Instrument::new(
                cx,
                ::trace_runtime::__macro_support::enter(
                    cx,
                    move || -> BoxFuture<'_, u64> {
                        if depth == 0 {
                            return Box::pin(ready(0));
                        }
                        Box::pin(descend(cx, depth))
                    },
                ),
            )
            .await;
        span.finish(::core::option::Option::None);
        returned
    })
}
