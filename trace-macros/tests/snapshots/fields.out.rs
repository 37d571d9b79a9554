async fn charge(
    cx: &TraceContract,
    order: &Order,
    currency: &str,
    attempt: u32,
    brand: Brand,
) -> Result<Receipt, ChargeError> {
    let declare = |attributes: &mut ::trace_runtime::__macro_support::Attributes<'_>| {
        attributes.value(&order.id);
        attributes.value(&currency);
        attributes.display(&(order.net + order.tax));
        attributes.debug(&order.items);
        attributes.value(&attempt);
        attributes.display(&brand);
    };
    #[allow(clippy::shadow_reuse)]
    let mut cx = ::trace_runtime::__macro_support::Span::<
        24,
    >::start(
        ::trace_runtime::__macro_support::Contract::__traced_parent(cx),
        {
            use ::trace_runtime::__macro_support::{Callsite, Kind};
            static CALLSITE: Callsite = Callsite::new(
                "charge card",
                Kind::Client,
                ::core::module_path!(),
                ::core::file!(),
                ::core::line!(),
                &["order.id", "currency", "total", "items", "attempt", "card.brand"],
            );
            &CALLSITE
        },
    );
    cx.declare(declare);
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
                    bank(cx, order, brand).await
                },
            )
            .await
    };
    cx.record_return(&::trace_runtime::__macro_support::as_debug(&returned));
    cx.finish({
        #[allow(unused_imports)]
        use ::trace_runtime::__macro_support::{
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
