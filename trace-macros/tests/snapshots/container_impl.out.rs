impl Payments<{ LIMIT + 1 }> {
    const RETRIES: u8 = 3;
    async fn charge(&mut self, cx: &TraceContract) -> Result<&mut Receipt, ChargeError> {
        #[allow(clippy::shadow_reuse)]
        let cx = crate::tracing::__macro_support::Span::<
            0,
        >::start(
            crate::tracing::__macro_support::Contract::__traced_parent(cx),
            {
                use crate::tracing::__macro_support::{Callsite, Kind};
                static CALLSITE: Callsite = Callsite::new(
                    "charge",
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
            crate::tracing::__macro_support::Instrument::new(
                    cx,
                    async move {
                        if false {
                            return crate::tracing::__macro_support::returns::<
                                Result<&mut Receipt, ChargeError>,
                            >();
                        }
                        self.bank.charge(cx).await
                    },
                )
                .await
        };
        cx.finish({
            #[allow(unused_imports)]
            use crate::tracing::__macro_support::{
                DescribeAny as _, DescribeDisplay as _, DescribeError as _,
                DescribeReport as _, Failed, Failure, NotAResult as _, NotAwaited as _,
                Returned,
            };
            (&&Returned(&returned))
                .__traced_error()
                .map(|error| (&&&Failed(error)).__traced_describe())
                .map(Failure::type_only)
        });
        returned
    }
    fn refund(&self, cx: &TraceContract) -> bool {
        #[allow(clippy::shadow_reuse)]
        let cx = crate::tracing::__macro_support::Span::<
            0,
        >::start(
            crate::tracing::__macro_support::Contract::__traced_parent(cx),
            {
                use crate::tracing::__macro_support::{Callsite, Kind};
                static CALLSITE: Callsite = Callsite::new(
                    "refund card",
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
            crate::tracing::__macro_support::enter(
                cx,
                move || -> bool {
                    tokio::spawn(audit());
                    true
                },
            )
        };
        cx.finish(::core::option::Option::None);
        returned
    }
    async fn ready(&self) -> bool {
        true
    }
    fn limit(&self) -> u64 {
        10_000
    }
}
