/// Charges the card.
pub async fn charge(cx: &TraceContract, cents: u64) -> Result<Receipt, ChargeError> {
    #[allow(clippy::shadow_reuse)]
    let cx = ::trace_runtime::__macro_support::Span::<
        0,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
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
        ::trace_runtime::__macro_support::Instrument::new(
                cx,
                async move {
                    if false {
                        return ::trace_runtime::__macro_support::returns::<
                            Result<Receipt, ChargeError>,
                        >();
                    }
                    let receipt = bank(cx, cents).await?;
                    Ok(receipt)
                },
            )
            .await
    };
    cx.finish({
        #[allow(unused_imports)]
        use ::trace_runtime::__macro_support::{
            DescribeAny as _, DescribeDisplay as _, DescribeError as _,
            DescribeReport as _, Failed, NotAResult as _, NotAwaited as _, Returned,
        };
        (&&Returned(&returned))
            .__traced_error()
            .map(|error| (&&&Failed(error)).__traced_describe())
    });
    returned
}
