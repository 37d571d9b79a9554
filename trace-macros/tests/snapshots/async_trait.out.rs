impl Bank for Live {
    #[allow(clippy::all)]
    fn transfer<'life0, 'life1, 'async_trait>(
        &'life0 self,
        cx: &'life1 TraceContract,
        cents: u64,
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<
                Output = Result<u64, BankError>,
            > + ::core::marker::Send + 'async_trait,
        >,
    >
    where
        'life0: 'async_trait,
        'life1: 'async_trait,
        Self: 'async_trait,
    {
        return Box::pin(async move {
            let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal = ::trace_runtime::__macro_support::Span::start(
                ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
                {
                    static CALLSITE: ::trace_runtime::__macro_support::Callsite = ::trace_runtime::__macro_support::Callsite::new(
                        "transfer",
                        ::trace_runtime::__macro_support::SpanKind::Internal,
                        ::core::module_path!(),
                        "Live::transfer",
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
                ::trace_runtime::__macro_support::Instrument::new(
                        cx,
                        async move {
                            if false {
                                return ::trace_runtime::__macro_support::returns::<
                                    Result<u64, BankError>,
                                >();
                            }
                            let __self = self;
                            let cents = cents;
                            __self.ledger.put(cx, cents).await
                        },
                    )
                    .await
            };
            if let ::core::option::Option::Some(__traced_error) = ::trace_runtime::__macro_support::Span::error(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
                ::trace_runtime::__macro_support::returned(&__traced_returned)
                    .__traced_error(),
            ) {
                ::trace_runtime::__macro_support::Span::fail(
                    &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
                    ::trace_runtime::__macro_support::failed(__traced_error)
                        .__traced_describe(),
                );
            }
            ::trace_runtime::__macro_support::Span::finish(
                &__cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal,
            );
            return __traced_returned;
        });
    }
}
