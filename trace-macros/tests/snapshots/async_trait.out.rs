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
        Box::pin(async move {
            #[allow(clippy::shadow_reuse)]
            let cx = ::trace_runtime::__macro_support::Span::<
                0,
            >::start(
                ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
                {
                    use ::trace_runtime::__macro_support::{Callsite, Kind};
                    static CALLSITE: Callsite = Callsite::new(
                        "transfer",
                        Kind::Internal,
                        ::core::module_path!(),
                        ::core::file!(),
                        ::core::line!(),
                        &[],
                    );
                    &CALLSITE
                },
            );
            let returned = {
                #[allow(clippy::shadow_reuse)]
                let cx = cx.contract();
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
            cx.finish({
                #[allow(unused_imports)]
                use ::trace_runtime::__macro_support::{
                    DescribeAny as _, DescribeDisplay as _, DescribeError as _,
                    DescribeReport as _, Failed, NotAResult as _, NotAwaited as _,
                    Returned,
                };
                (&&Returned(&returned))
                    .__traced_error()
                    .map(|error| (&&&Failed(error)).__traced_describe())
            });
            returned
        })
    }
}
