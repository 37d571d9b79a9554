fn walk<'a>(cx: &'a TraceContract, depth: u64) -> BoxFuture<'a, u64> {
    ::std::boxed::Box::pin(async move {
        #[allow(clippy::shadow_reuse)]
        let cx = ::trace_runtime::__macro_support::Span::<
            0,
        >::start(
            ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
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
        );
        let returned: u64 = {
            #[allow(clippy::shadow_reuse)]
            let cx = cx.contract();
            ::trace_runtime::__macro_support::Instrument::new(
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
                .await
        };
        cx.finish(::core::option::Option::None);
        returned
    })
}
